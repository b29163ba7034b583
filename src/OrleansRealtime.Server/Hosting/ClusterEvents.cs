using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What this process does when it learns of something that happened in another one.</summary>
internal sealed class ClusterEvents(
    IClusterView cluster,
    [FromKeyedServices(LiveStreamNames.Provider)] ILostSilos streams,
    IEntityAccess access,
    TokenRefusals refusals,
    EntityFeeds feeds) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cluster.SilosLost += OnSilosLost;
        cluster.ConnectionLost += streams.SiloLost;
        cluster.AccessForgotten += OnAccessForgotten;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        cluster.SilosLost -= OnSilosLost;
        cluster.ConnectionLost -= streams.SiloLost;
        cluster.AccessForgotten -= OnAccessForgotten;
        return Task.CompletedTask;
    }

    private void OnSilosLost(IReadOnlyList<MemberSilo> lost)
    {
        foreach (var silo in lost) streams.SiloLost(silo.Address);
    }

    private void OnAccessForgotten(ForgottenAccess forgotten)
    {
        var (workspace, user) = (forgotten.Workspace, forgotten.User);
        if (forgotten.Entity is null)
        {
            access.Forget(workspace, user, entity: null);
            refusals.Forget(workspace, user);
        }
        else if (EntityRef.Parse(forgotten.Entity) is { } entity)
        {
            var key = new EntityKey(workspace, entity.Type, entity.Id);
            access.Forget(workspace, user, key);
            // This process's own connections do not depend on an event of the entity, which may be lost.
            feeds.ForgetAccess(key, user);
        }
    }
}
