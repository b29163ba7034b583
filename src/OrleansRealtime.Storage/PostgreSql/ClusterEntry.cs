using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>What keeps a process out of a cluster. It is looked at before the schema is touched, and once more by the one statement that enters,
/// because others may enter meanwhile.</summary>
internal sealed class ClusterEntry(
    IOptions<StorageOptions> storage, IOptions<ClusterSettings> cluster, [FromKeyedServices(ClusterTimings.Clock)] TimeProvider time)
{
    /// <summary>The first schema that says who serves a service, and how.</summary>
    private const int FirstSchema = 8;

    /// <summary>Reads only.</summary>
    /// <param name="schema">The database's.</param>
    /// <exception cref="StorageStartException">Another cluster, or one of another contract, serves this data, this machine's clock is too far from
    /// the database's, or silos of several machines would look for each other each on their own.</exception>
    public async Task CheckAsync(NpgsqlConnection connection, int schema, CancellationToken ct = default)
    {
        await CheckClockAsync(connection, ct).ConfigureAwait(false);
        if (schema < FirstSchema) return;
        await CheckOthersAsync(connection, ct).ConfigureAwait(false);
        await CheckMachinesAsync(connection, ct).ConfigureAwait(false);
    }

    /// <inheritdoc cref="CheckAsync"/>
    public async Task EnterAsync(NpgsqlConnection connection, CancellationToken ct = default)
    {
        while (true)
        {
            var entered = await connection.QueryAsync(StoreSql.PostgreSql.ClusterEnter, _ => true, ct, Parameters).ConfigureAwait(false);
            if (entered.Count > 0) return;
            // Whoever kept this process out may be gone by now.
            await CheckOthersAsync(connection, ct).ConfigureAwait(false);
        }
    }

    private string Place => ConnectionSettings.Place(storage.Value);

    private (string, object?)[] Parameters =>
        [("@ServiceId", storage.Value.ServiceId), ("@ClusterId", cluster.Value.Id), ("@Contract", ContractVersion.Number)];

    private async Task CheckClockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var clock = (await connection.QueryAsync(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint",
            row => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), ct).ConfigureAwait(false))[0];
        var difference = time.GetUtcNow() - clock;
        if (difference.Duration() > ClusterTimings.LargestClockDifference)
        {
            throw new StorageStartException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Place} has a clock that differs from this machine's by {difference.TotalSeconds:0} s; {ClusterTimings.LargestClockDifference.TotalSeconds:0} s are allowed. Set the clocks."));
        }
    }

    private async Task CheckOthersAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var others = await connection.QueryAsync(
            StoreSql.PostgreSql.ClusterOther, row => (Cluster: row.GetString(0), Contract: row.GetInt32(1)), ct, Parameters).ConfigureAwait(false);
        if (others is not [var other]) return;
        throw new StorageStartException(other.Cluster != cluster.Value.Id
            ? $"{Place} is served for the service '{storage.Value.ServiceId}' by the cluster '{other.Cluster}', and not by '{cluster.Value.Id}': set {ClusterSettings.Section}:{nameof(ClusterSettings.Id)}, "
                + "or stop the other cluster's silos and start again 45 s later."
            : $"{Place} is served for the service '{storage.Value.ServiceId}' by silos of another version, which speak contract {other.Contract} and not {ContractVersion.Number}: "
                + "start their version, or stop all of them and start again 45 s later.");
    }

    /// <summary>Whoever starts on a second machine has first to say where the first one's silos are.</summary>
    private async Task CheckMachinesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var members = await connection.QueryAsync(
            StoreSql.PostgreSql.ClusterMachines, row => (Host: row.GetString(0), Address: row.GetString(1)), ct, Parameters).ConfigureAwait(false);
        foreach (var (host, address) in members.Where(member => member.Host != Dns.GetHostName()))
        {
            if (IPAddress.TryParse(address, out var theirs) && IPAddress.IsLoopback(theirs))
            {
                throw new StorageStartException(
                    $"The silo on the machine {host} says that it is at {address}, where only that machine finds it: set {ClusterSettings.Section}:{nameof(ClusterSettings.AdvertisedAddress)} there.");
            }

            if (cluster.Value.HasGrains && cluster.Value.IsLoopback)
            {
                throw new StorageStartException(
                    $"{ClusterSettings.Section}:{nameof(ClusterSettings.AdvertisedAddress)} is {cluster.Value.AdvertisedAddress}, where the silo on the machine {host} does not find this one: set it to an address of this machine.");
            }
        }
    }
}
