using OrleansRealtime.LiveStreams;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Tests.Server;

public sealed class ClusterEventsTests
{
    private static readonly SiloAddress Silo = SiloAddress.FromParsableString("127.0.0.1:11111@1");

    [Fact]
    public async Task Streams_hear_of_silos_that_are_gone_and_of_connections_that_are_until_the_process_stops()
    {
        var (view, streams) = (new View(), new Streams());
        var events = new ClusterEvents(view, streams, access: null!, refusals: null!, feeds: null!);

        await events.StartAsync(TestContext.Current.CancellationToken);
        view.LoseSilo();
        view.LoseConnection();
        await events.StopAsync(TestContext.Current.CancellationToken);
        view.LoseSilo();
        view.LoseConnection();

        Assert.Equal([Silo, Silo], streams.Lost);
    }

    private sealed class Streams : ILostSilos
    {
        public List<SiloAddress> Lost { get; } = [];

        public void SiloLost(SiloAddress silo) => Lost.Add(silo);
    }

    private sealed class View : IClusterView
    {
        public IReadOnlyList<MemberSilo> Members => [];

        public bool IsFirst => false;

        public TimeSpan ClockDifference => TimeSpan.Zero;

        public event Action<IReadOnlyList<MemberSilo>>? SilosLost;

        public event Action<SiloAddress>? ConnectionLost;

        public event Action<ForgottenAccess> AccessForgotten { add { } remove { } }

        public Task ForgetAccessAsync(ForgottenAccess access, CancellationToken ct = default) => Task.CompletedTask;

        public void LoseSilo() => SilosLost?.Invoke([new(Silo, "silo", SiloStatus.Active)]);

        public void LoseConnection() => ConnectionLost?.Invoke(Silo);
    }
}
