using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.LoadTest.Storm;

/// <summary>Counts what entities are asked for by gateways.</summary>
internal sealed class EntityCalls : IIncomingGrainCallFilter
{
    private long _reads;

    public long Reads => Interlocked.Read(ref _reads);

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.MethodName is nameof(IEntityGrain.Read) or nameof(IEntityGrain.CatchUp)) Interlocked.Increment(ref _reads);
        return context.Invoke();
    }
}
