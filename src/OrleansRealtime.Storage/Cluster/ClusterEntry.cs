using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>Looks at what keeps a process out of a cluster, after its database was opened and before it joins.</summary>
internal sealed class ClusterEntry(PostgreSqlDatabase database, IOptions<ClusterSettings> settings, TimeProvider time) : IHostedLifecycleService
{
    /// <exception cref="StorageStartException">Another cluster serves this data, or this machine's clock is too far from the database's.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await CompareClocksAsync(cancellationToken).ConfigureAwait(false);
        var entered = await QueryAsync(
            database.Sql.ClusterEnter, row => row.GetString(0), cancellationToken, ("@ClusterId", settings.Value.Id)).ConfigureAwait(false);
        if (entered.Count > 0) return;
        var others = await QueryAsync(
            "SELECT ClusterId FROM ServiceCluster WHERE ServiceId = @ServiceId", row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        throw new StorageStartException(
            $"{database.Place} is served for the service '{database.ServiceId}' by the cluster '{others.FirstOrDefault()}', and not by "
            + $"'{settings.Value.Id}': set {ClusterSettings.Section}:{nameof(ClusterSettings.Id)}, or stop the other cluster's silos and start again 45 s later.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CompareClocksAsync(CancellationToken ct)
    {
        var clock = await QueryAsync(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, @ServiceId", row => row.GetInt64(0), ct).ConfigureAwait(false);
        var difference = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(clock[0]);
        if (difference.Duration() <= ClusterTimings.LargestClockDifference) return;
        throw new StorageStartException(string.Create(
            CultureInfo.InvariantCulture,
            $"{database.Place} has a clock that differs from this machine's by {difference.TotalSeconds:0} s; {ClusterTimings.LargestClockDifference.TotalSeconds:0} s are allowed. Set the clocks."));
    }

    private async Task<List<T>> QueryAsync<T>(
        string sql, Func<System.Data.Common.DbDataReader, T> map, CancellationToken ct, params (string Name, object? Value)[] parameters)
    {
        var connection = await database.OpenClusterConnectionAsync(ct).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await connection.QueryAsync(sql, map, CancellationToken.None, [("@ServiceId", database.ServiceId), .. parameters]).ConfigureAwait(false);
    }
}
