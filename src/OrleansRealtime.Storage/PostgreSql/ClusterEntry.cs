using System.Globalization;
using Npgsql;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>What keeps a process out of a cluster, looked at before it joins.</summary>
internal static class ClusterEntry
{
    /// <exception cref="StorageStartException">Another cluster serves this data, or this machine's clock is too far from the database's.</exception>
    public static async Task EnterAsync(
        NpgsqlConnection connection, string serviceId, string clusterId, string place, DateTimeOffset now, CancellationToken ct = default)
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

        var entered = await connection.QueryAsync(
            StoreSql.PostgreSql.ClusterEnter, _ => true, ct, ("@ServiceId", serviceId), ("@ClusterId", clusterId)).ConfigureAwait(false);
        if (entered.Count > 0) return;
        var other = (await connection.QueryAsync(
            "SELECT ClusterId FROM ServiceCluster WHERE ServiceId = @ServiceId", row => row.GetString(0), ct, ("@ServiceId", serviceId))
            .ConfigureAwait(false))[0];
        throw new StorageStartException(
            $"{place} is served for the service '{serviceId}' by the cluster '{other}', and not by '{clusterId}': set {ClusterSettings.Section}:{nameof(ClusterSettings.Id)}, "
            + "or stop the other cluster's silos and start again 45 s later.");
    }
}
