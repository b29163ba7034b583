using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>
/// Makes a server that would be one of a cluster, because it is on PostgreSQL, a silo alone. Here one process plays all, on a clock that stands still and
/// jumps: no other silo could find out whether it lives. How a cluster behaves is played with processes.
/// </summary>
internal static class Alone
{
    public static void BeAlone(this IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IMembershipTable, OneTable>());
        services.Replace(ServiceDescriptor.Singleton<IStanding, SoleStanding>());
        services.Replace(ServiceDescriptor.Singleton<IClusterView, SoleClusterView>());
        services.Replace(ServiceDescriptor.Singleton<IGatewayRegistry, GatewayRegistry>());
    }

    /// <summary>A membership table that nobody else reads.</summary>
    private sealed class OneTable : IMembershipTable
    {
        private readonly Lock _gate = new();
        private ImmutableDictionary<SiloAddress, MembershipEntry> _entries = ImmutableDictionary<SiloAddress, MembershipEntry>.Empty;
        private TableVersion _version = new(0, "0");

        public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

        public Task DeleteMembershipTableEntries(string clusterId) => Task.CompletedTask;

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Task.CompletedTask;

        public Task<MembershipTableData> ReadRow(SiloAddress key) => Task.FromResult(Read(entry => entry.SiloAddress.Equals(key)));

        public Task<MembershipTableData> ReadAll() => Task.FromResult(Read(_ => true));

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Task.FromResult(Write(entry, tableVersion));

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => Task.FromResult(Write(entry, tableVersion));

        public Task UpdateIAmAlive(MembershipEntry entry) => Task.CompletedTask;

        private MembershipTableData Read(Func<MembershipEntry, bool> which)
        {
            lock (_gate) return new([.. _entries.Values.Where(which).Select(entry => Tuple.Create(entry, _version.VersionEtag))], _version);
        }

        private bool Write(MembershipEntry entry, TableVersion version)
        {
            lock (_gate)
            {
                if (version.Version != _version.Version + 1) return false;
                _version = new(version.Version, $"{version.Version}");
                _entries = _entries.SetItem(entry.SiloAddress, entry);
                return true;
            }
        }
    }
}
