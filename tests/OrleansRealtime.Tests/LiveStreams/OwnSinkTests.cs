using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Consistency.Faults;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Tests.Gateway;
using OrleansRealtime.Tests.Grains;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>A process that publishes and subscribes: what it pushes to itself is no message of Orleans, and what tests put before its sink is
/// really there.</summary>
public sealed class OwnSinkTests
{
    [Fact]
    public async Task A_push_within_one_process_passes_what_stands_before_its_sink_and_is_no_call()
    {
        var (sink, calls) = (new Counting(), new SinkCalls());
        await using var grains = await GrainsUnderTest.StartAsync(services =>
        {
            services.PutInFront<ILiveSink>(LiveStreamNames.Provider, real =>
            {
                sink.Real = real;
                return sink;
            });
            services.AddSingleton<IIncomingGrainCallFilter>(calls);
        });
        using var gateway = new GatewayUnderTest(time: grains.Time, entities: new OrleansEntitySource(grains.Services.GetRequiredService<IClusterClient>()));
        await MutateAsync(new PutFields(JsonFields.Parse("""{"title":"one"}""")));
        var viewer = gateway.Connect("ana");
        Assert.True((await viewer.WatchAsync("42")).Ok);
        await viewer.NextAsync<StateBody>();

        await MutateAsync(new PatchFields(JsonFields.Parse("""{"title":"two"}""")));

        Assert.Equal("""{"title":"two"}""", (await viewer.NextAsync<ChangedBody>()).Fields.ToString());
        Assert.Equal((1, 0), (sink.Pushes, calls.Count));

        async Task MutateAsync(EntityMutation mutation) => Assert.Null((await grains.Entity().Mutate(new(mutation, Precondition.None, null, null))).Error);
    }

    private sealed class Counting : ILiveSink
    {
        public ILiveSink Real { get; set; } = null!;

        public int Pushes { get; private set; }

        public Task Push(LiveBatch batch)
        {
            Pushes++;
            return Real.Push(batch);
        }

        public Task Renew(StreamId stream, string epoch) => Real.Renew(stream, epoch);
    }

    private sealed class SinkCalls : IIncomingGrainCallFilter
    {
        private int _count;

        public int Count => _count;

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Request.GetInterfaceType() == typeof(ILiveSink)) Interlocked.Increment(ref _count);
            return context.Invoke();
        }
    }
}
