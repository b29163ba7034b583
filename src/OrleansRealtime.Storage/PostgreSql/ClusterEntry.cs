using System.Globalization;
using Npgsql;
using OrleansRealtime.Contracts;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>What keeps a process out of a cluster. It is looked at before the schema is touched, and once more by the one statement that enters,
/// because others may enter meanwhile.</summary>
/// <param name="place">The database, as messages name it.</param>
internal sealed class ClusterEntry(NpgsqlConnection connection, string place, string serviceId, string clusterId)
{
    /// <summary>The first schema that says who serves a service, and how.</summary>
    private const int FirstSchema = 12;

    /// <summary>Reads only.</summary>
    /// <param name="schema">The database's.</param>
    /// <exception cref="StorageStartException">Another cluster, or one of another contract, serves this data, or this machine's clock is too far
    /// from the database's.</exception>
    public async Task CheckAsync(int schema, DateTimeOffset now, CancellationToken ct = default)
    {
        await CheckClockAsync(now, ct).ConfigureAwait(false);
        if (schema >= FirstSchema) await CheckOthersAsync(ct).ConfigureAwait(false);
    }

    /// <inheritdoc cref="CheckAsync"/>
    public async Task EnterAsync(CancellationToken ct = default)
    {
        while (true)
        {
            var entered = await connection.QueryAsync(StoreSql.PostgreSql.ClusterEnter, _ => true, ct, Parameters).ConfigureAwait(false);
            if (entered.Count > 0) return;
            // Whoever kept this process out may be gone by now.
            await CheckOthersAsync(ct).ConfigureAwait(false);
        }
    }

    private (string, object?)[] Parameters =>
        [("@ServiceId", serviceId), ("@ClusterId", clusterId), ("@Contract", ContractVersion.Number)];

    private async Task CheckClockAsync(DateTimeOffset now, CancellationToken ct)
    {
        var difference = now - (await connection.QueryAsync(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint",
            row => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), ct).ConfigureAwait(false))[0];
        if (difference.Duration() > ClusterTimings.LargestClockDifference)
        {
            throw new StorageStartException(string.Create(
                CultureInfo.InvariantCulture,
                $"{place} has a clock that differs from this machine's by {difference.TotalSeconds:0} s; {ClusterTimings.LargestClockDifference.TotalSeconds:0} s are allowed. Set the clocks."));
        }
    }

    private async Task CheckOthersAsync(CancellationToken ct)
    {
        var others = await connection.QueryAsync(
            StoreSql.PostgreSql.ClusterOther, row => (Cluster: row.GetString(0), Contract: row.GetInt32(1)), ct, Parameters).ConfigureAwait(false);
        if (others is not [var other]) return;
        throw new StorageStartException(other.Cluster != clusterId
            ? $"{place} is served for the service '{serviceId}' by the cluster '{other.Cluster}', and not by '{clusterId}': set {ClusterSettings.Section}:{nameof(ClusterSettings.Id)}, "
                + "or stop the other cluster's silos and start again 45 s later."
            : $"{place} is served for the service '{serviceId}' by silos of another version, which speak contract {other.Contract} and not {ContractVersion.Number}: "
                + "start their version, or stop all of them and start again 45 s later.");
    }
}
