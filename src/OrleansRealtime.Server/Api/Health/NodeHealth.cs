using System.Reflection;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Server.Api.Health;

/// <summary>What this process is, and how it stands with the others.</summary>
internal sealed class NodeHealth(
    IStoreHealth store, IOptions<ClusterSettings> settings, IClusterView view, IStanding standing, ClusterWarnings warnings, AccessHealth access)
{
    /// <summary>What runs the grains: always Microsoft Orleans. The member stays, because the wire only grows.</summary>
    private const string Engine = "Microsoft";

    private static readonly string Version =
        typeof(NodeHealth).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private bool IsClustered => store.Store == StorageOptions.Postgres;

    /// <summary>Whether this process may answer, at this moment.</summary>
    private bool Stands => standing.Holds && HasSilo;

    /// <summary>Has meters say what <see cref="Describe"/> says.</summary>
    public void Observe(ServerMetrics metrics) => metrics.ObserveNode(
        () => Stands, () => view.Members.Count(member => member.Status is SiloStatus.Active), () => view.ClockDifference);

    public HealthBody Describe(string status) => new(
        status, Engine, Version, "node", store.Store, settings.Value.Role, Stands, IsClustered ? settings.Value.Id : null,
        [.. view.Members.Select(member => new MemberBody(member.Name, member.Status))], (long)view.ClockDifference.TotalMilliseconds,
        [.. warnings.Current, .. access.Warnings]);

    /// <summary>Whether calls would be answered, as far as that is the cluster's to say. A silo that has just joined has its standing in a moment.</summary>
    public async ValueTask<bool> StandsAsync()
    {
        try
        {
            await standing.RequireAsync();
            return HasSilo;
        }
        catch (NotStandingException)
        {
            return false;
        }
    }

    /// <summary>A gateway can do nothing without one.</summary>
    private bool HasSilo => settings.Value.HasGrains || view.Members.Any(member => member.Status is SiloStatus.Active);
}
