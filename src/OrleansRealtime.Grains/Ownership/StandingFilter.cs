using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Grains.Ownership;

/// <summary>
/// Around every call of our grains: a silo that cannot show that it is still one of the cluster does not answer, neither before the call nor, when
/// it lost its standing meanwhile, after it. What is asked of a grain's extensions, as leases of its stream, is asked of the grain.
/// </summary>
internal sealed class StandingFilter(IStanding standing) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.TargetContext?.GrainInstance is not IOwnedGrain)
        {
            await context.Invoke();
            return;
        }

        await standing.RequireAsync();
        await context.Invoke();
        await standing.RequireAsync();
    }
}
