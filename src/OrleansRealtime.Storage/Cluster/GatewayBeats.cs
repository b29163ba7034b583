using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>The table GatewayBeat (Schema/011). Nobody is called gone until everybody could beat: for a while after the database was away, and after
/// this process began to look, because it may have been away until then.</summary>
internal sealed class GatewayBeats(PostgreSqlDatabase database, IOptions<PresenceOptions> options, TimeProvider time) : IGatewayRegistry
{
    private readonly PresenceOptions _options = options.Value;
    private long _awayUntil = time.GetTimestamp();

    public Task BeatAsync(string gateway) => BeatAsync(gateway, TimeSpan.Zero);

    /// <summary>As if it had beaten so long ago that the grace is left of it.</summary>
    public Task LeaveAsync(string gateway) => BeatAsync(gateway, _options.GoneAfter - _options.Grace);

    public async Task<GatewayRoll> RollAsync()
    {
        try
        {
            var living = await RunAsync(
                database.Sql.GatewayRoll, row => row.GetString(0), ("@Within", _options.GoneAfter.TotalSeconds)).ConfigureAwait(false);
            return new(time.GetElapsedTime(Volatile.Read(ref _awayUntil)) >= _options.GoneAfter, [.. living]);
        }
        catch
        {
            Volatile.Write(ref _awayUntil, time.GetTimestamp());
            throw;
        }
    }

    private async Task BeatAsync(string gateway, TimeSpan ago) =>
        await RunAsync(database.Sql.GatewayBeat, _ => 0, ("@Gateway", gateway), ("@Ago", Math.Max(0, ago.TotalSeconds))).ConfigureAwait(false);

    private async Task<List<T>> RunAsync<T>(string sql, Func<System.Data.Common.DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        var connection = await database.OpenClusterConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await connection.QueryAsync(sql, map, CancellationToken.None, [("@ServiceId", database.ServiceId), .. parameters]).ConfigureAwait(false);
    }
}
