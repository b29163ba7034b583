using Orleans.Streams;
using Orleans.TestingHost;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>A gateway that is an Orleans client of its own: all that live streams say goes through a connection, serialised.</summary>
public class LiveStreamsOverTheWireTests
{
    [Fact]
    public async Task A_client_that_is_no_silo_gets_events_heads_and_the_news_of_an_owner_that_goes_away()
    {
        var fixture = new LiveStreamFixture();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) => fixture.AddTo(silo.Services, _ => { }));
        builder.ConfigureClient(client => fixture.AddTo(client.Services, _ => { }));
        await using var cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        var ticker = cluster.Client.GetGrain<ITicker>("wire/1");
        var observer = new HeadObserver();

        var stream = cluster.Client.GetStreamProvider("live").GetStream<Tick>("tick", "wire/1");
        var handle = await stream.SubscribeAsync(observer).Within("a lease");
        Assert.Equal("at 0", await observer.HeadAsync());
        await ticker.PublishBatch(1, 300);
        Assert.Equal(Enumerable.Range(1, 300), await observer.TicksAsync(300));

        await ticker.Deactivate();
        await fixture.Time.RunUntilAsync(observer.HeadAsync(), LiveStreamFixture.Interval, "the next activation's head");
        await ticker.Publish(301);
        Assert.Equal(301, await observer.TickAsync());

        await handle.UnsubscribeAsync();
        Assert.Equal(0, await ticker.Subscribers());
    }
}
