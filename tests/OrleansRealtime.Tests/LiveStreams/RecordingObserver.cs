using System.Threading.Channels;
using Orleans.Streams;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>Keeps what it is told, in order, for a test to await.</summary>
internal class RecordingObserver : IAsyncObserver<Tick>
{
    private readonly Channel<int> _ticks = Channel.CreateUnbounded<int>();
    private readonly Channel<LiveGap> _gaps = Channel.CreateUnbounded<LiveGap>();

    public List<long> Sequences { get; } = [];

    /// <summary>Runs before a tick is kept; may throw or wait.</summary>
    public Func<int, Task> OnTick { get; set; } = _ => Task.CompletedTask;

    public async Task OnNextAsync(Tick item, StreamSequenceToken? token = null)
    {
        await OnTick(item.Number);
        Sequences.Add(token!.SequenceNumber);
        _ticks.Writer.TryWrite(item.Number);
    }

    public Task OnErrorAsync(Exception ex)
    {
        _gaps.Writer.TryWrite(Assert.IsType<LiveStreamGapException>(ex).Gap);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task<int> TickAsync() => _ticks.Reader.NextAsync("a tick");

    public async Task<int[]> TicksAsync(int count)
    {
        var ticks = new int[count];
        for (var i = 0; i < count; i++) ticks[i] = await _ticks.Reader.NextAsync($"tick {i + 1} of {count}");
        return ticks;
    }

    public Task<LiveGap> GapAsync() => _gaps.Reader.NextAsync("a gap");

    public bool HasTicks => _ticks.Reader.TryPeek(out _);

    public bool HasGaps => _gaps.Reader.TryPeek(out _);
}

internal sealed class HeadObserver : RecordingObserver, ILiveHeadObserver
{
    private readonly Channel<string> _heads = Channel.CreateUnbounded<string>();

    public Task OnHeadAsync(string head)
    {
        _heads.Writer.TryWrite(head);
        return Task.CompletedTask;
    }

    public Task<string> HeadAsync() => _heads.Reader.NextAsync("a head");
}

internal static class Awaiting
{
    public static Task<T> NextAsync<T>(this ChannelReader<T> channel, string what) => channel.ReadAsync().AsTask().Within(what);
}
