using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>What tests put before a process's sink is really there: a test of losses that loses nothing says nothing.</summary>
public sealed class ObserverCallFilterTests
{
    [Fact]
    public async Task A_call_reaches_what_stands_before_the_observer_and_the_observer_what_that_passes_on()
    {
        await using var silo = await TestSilo.StartAsync(services => services.AddSingleton<IIncomingGrainCallFilter>(
            new ObserverCallFilter<ILiveSink>(observer => new Changing(observer))));
        var observer = new Recording();
        var reference = silo.Grains.CreateObjectReference<ILiveSink>(observer);

        await reference.Renew(StreamId.Create("tick", "1"), "sent");

        Assert.Equal("passed on", await observer.Epoch.Within("the call"));
        GC.KeepAlive(observer);
    }

    private sealed class Changing(ILiveSink inner) : ILiveSink
    {
        public Task Push(LiveBatch batch) => inner.Push(batch);

        public Task Renew(StreamId stream, string epoch) => inner.Renew(stream, "passed on");
    }

    private sealed class Recording : ILiveSink
    {
        private readonly TaskCompletionSource<string> _epoch = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Epoch => _epoch.Task;

        public Task Push(LiveBatch batch) => Task.CompletedTask;

        public Task Renew(StreamId stream, string epoch)
        {
            _epoch.TrySetResult(epoch);
            return Task.CompletedTask;
        }
    }
}
