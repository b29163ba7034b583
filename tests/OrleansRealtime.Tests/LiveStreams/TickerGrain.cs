using Orleans.Concurrency;
using Orleans.Streams;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Publishing;

namespace OrleansRealtime.Tests.LiveStreams;

[GenerateSerializer, Immutable, Alias("tests.tick")]
public sealed record Tick([property: Id(0)] int Number);

[Alias("OrleansRealtime.Tests.ITicker")]
public interface ITicker : ILiveStreamOwner
{
    Task Publish(int number);

    Task PublishBatch(int first, int count);

    /// <summary>Number of subscribing processes.</summary>
    Task<int> Subscribers();

    /// <summary>The epoch of the current activation.</summary>
    [AlwaysInterleave]
    Task<string> Epoch();

    Task Deactivate();

    /// <summary>As after a crash: nobody is told.</summary>
    Task Vanish();

    /// <summary>Publishes to another grain's stream, which is an error.</summary>
    Task PublishTo(string stranger);
}

/// <summary>An owner as small as one can be, with a <see cref="FaultySink"/> between it and its subscribers.</summary>
public sealed class TickerGrain(LivePublisherFactory streams, Faults faults) : Grain, ITicker
{
    private LivePublisher _rendezvous = null!;
    private IAsyncStream<Tick> _ticks = null!;
    private int _last;
    private bool _tellsNobody;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var id = StreamId.Create("tick", this.GetPrimaryKeyString());
        _rendezvous = streams.Create(id, () => $"at {_last}");
        _ticks = this.GetStreamProvider("live").GetStream<Tick>(id);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (!_tellsNobody) await _rendezvous.DisposeAsync();
    }

    public async Task<LiveLease> Join(StreamId stream, LiveSinkId sinkId, ILiveSink sink)
    {
        await faults.OnCallAsync();
        return await _rendezvous.Join(stream, sinkId, new FaultySink(sink, faults));
    }

    public async Task<LiveLease> Renew(StreamId stream, LiveSinkId sinkId)
    {
        await faults.OnCallAsync();
        return await _rendezvous.Renew(stream, sinkId);
    }

    public Task Leave(StreamId stream, LiveSinkId sinkId) => _rendezvous.Leave(stream, sinkId);

    public Task Publish(int number)
    {
        _last = number;
        return _ticks.OnNextAsync(new Tick(number));
    }

    public Task PublishBatch(int first, int count)
    {
        _last = first + count - 1;
        return _ticks.OnNextBatchAsync(Enumerable.Range(first, count).Select(number => new Tick(number)));
    }

    public Task<int> Subscribers() => Task.FromResult(_rendezvous.Subscribers);

    public Task<string> Epoch() => Task.FromResult(_rendezvous.Epoch);

    public Task Deactivate()
    {
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Vanish()
    {
        _tellsNobody = true;
        return Deactivate();
    }

    public Task PublishTo(string stranger) =>
        this.GetStreamProvider("live").GetStream<Tick>(StreamId.Create("tick", stranger)).OnNextAsync(new Tick(0));
}
