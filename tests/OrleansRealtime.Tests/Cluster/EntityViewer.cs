using System.Threading.Channels;
using Orleans.Streams;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>Knows of an entity what its events say, and reads it where the stream says that some are missing. One that is missing without a word is waited
/// for in vain.</summary>
internal sealed class EntityViewer(TestNode node, string id) : IAsyncObserver<EntityEvent>
{
    private readonly Channel<long> _versions = Channel.CreateUnbounded<long>();

    /// <summary>Waits until it knows this version, or a later one.</summary>
    public async Task KnowsAsync(long version)
    {
        var known = 0L;
        while (known < version) known = await _versions.Reader.ReadAsync().AsTask().Within($"{id} after version {known}");
    }

    public async Task OnNextAsync(EntityEvent item, StreamSequenceToken? token = null) =>
        await _versions.Writer.WriteAsync(((EntityChanged)item).Changes[^1].Version);

    public async Task OnErrorAsync(Exception ex) => await _versions.Writer.WriteAsync((await node.Entity(id).Read()).Position!.Value.Version);

    public Task OnCompletedAsync() => Task.CompletedTask;
}
