using Orleans.Concurrency;
using Orleans.Streams;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Publishing;

namespace OrleansRealtime.Tests.LiveStreams;

[GenerateSerializer, Immutable, Alias("tests.tick")]
public sealed record Tick([property: Id(0)] int Number);

[Alias("OrleansRealtime.Tests.ITicker")]
public interface ITicker : IGrainWithStringKey
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

    /// <summary>Subscribes, which is for processes and not for grains.</summary>
    Task Subscribe();

    /// <summary>Busy until it is called off: no other turn begins meanwhile.</summary>
    Task BeBusy();

    [AlwaysInterleave]
    Task CallOff();
}

/// <summary>An owner as small as one can be, with a <see cref="FaultyPublisher"/> before its publisher.</summary>
public sealed class TickerGrain(Faults faults) : Grain, ITicker, ILiveStreamOwner
{
    private readonly TaskCompletionSource _calledOff = new();
    private FaultyPublisher _faulty = null!;
    private LivePublisher _publisher = null!;
    private IAsyncStream<Tick> _ticks = null!;
    private int _last;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _publisher = GrainContext.GetComponent<LivePublisher>()!;
        _faulty = new(_publisher, faults);
        GrainContext.SetComponent<ILivePublisher>(_faulty);
        _ticks = this.GetStreamProvider("live").GetStream<Tick>("tick", this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public string HeadOf(StreamId stream) => $"at {_last}";

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

    public Task<int> Subscribers() => Task.FromResult(_publisher.Find("live", _ticks.StreamId)!.Subscribers);

    public Task<string> Epoch() => Task.FromResult(_publisher.Epoch);

    public Task Deactivate()
    {
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Vanish()
    {
        _faulty.TellsNobody = true;
        return Deactivate();
    }

    public Task PublishTo(string stranger) =>
        this.GetStreamProvider("live").GetStream<Tick>(StreamId.Create("tick", stranger)).OnNextAsync(new Tick(0));

    public Task Subscribe() => _ticks.SubscribeAsync(new RecordingObserver());

    public Task BeBusy() => _calledOff.Task;

    public Task CallOff()
    {
        _calledOff.TrySetResult();
        return Task.CompletedTask;
    }
}
