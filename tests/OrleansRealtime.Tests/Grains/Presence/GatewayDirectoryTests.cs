using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Tests.Grains.Presence;

/// <summary>Every process is asked for a user's connections, and one that does not answer is named.</summary>
public sealed class GatewayDirectoryTests : IAsyncLifetime
{
    private static readonly UserKey Ana = new("demo", "ana");

    private readonly List<IGatewayProcess> _held = [];
    private readonly AnsweredQuestions _answered = new();
    private GrainsUnderTest _grains = null!;

    private IGrainFactory Factory => _grains.Services.GetRequiredService<IGrainFactory>();

    private IGatewayDirectoryGrain Directory => Factory.GetGrain<IGatewayDirectoryGrain>(IGatewayDirectoryGrain.Key);

    private IGatewayRegistryGrain Registry => Factory.GetGrain<IGatewayRegistryGrain>(IGatewayRegistryGrain.Key);

    public async ValueTask InitializeAsync() => _grains = await GrainsUnderTest.StartAsync(
        services => services.AddSingleton<IOutgoingGrainCallFilter>(_answered));

    public ValueTask DisposeAsync() => _grains.DisposeAsync();

    [Fact]
    public async Task All_that_entered_answer_in_the_order_of_their_names()
    {
        await EnterAsync("2", "one", Task.FromResult(Two));
        await EnterAsync("1", "two", Task.FromResult(None));

        var answers = await Directory.ConnectionsOf(Ana);

        Assert.Equal([("one", 2), ("two", 0)], answers.Select(answer => (answer.Process, answer.Answer?.Count)));
        var connection = Assert.Single(answers[0].Answer!.Connections);
        Assert.Equal(("webSockets", 3, "7"), (connection.Transport, connection.WatchCount, Assert.Single(connection.Watches).Id));
    }

    [Fact]
    public async Task Who_does_not_answer_or_fails_is_named_and_keeps_nobody_elses_answer()
    {
        var never = new TaskCompletionSource<UserConnections>();
        await EnterAsync("1", "hangs", never.Task);
        await EnterAsync("2", "fails", Task.FromException<UserConnections>(new InvalidOperationException("no")));
        await EnterAsync("3", "well", Task.FromResult(Two));

        var answers = Directory.ConnectionsOf(Ana);
        // The registry, and two of the three. Each waits for one only, by the clock that is moved: the others must have answered before.
        await _answered.TakeAsync(3);
        await Directory.Processes();
        _grains.Time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Equal([("fails", null), ("hangs", null), ("well", 2)], (await answers.Within("the answers")).Select(answer => (answer.Process, answer.Answer?.Count)));
        // The silo waits for it when it stops.
        never.SetResult(None);
    }

    [Fact]
    public async Task Who_lives_and_has_not_entered_is_named_as_unknown()
    {
        await Registry.Beat("0123");
        await EnterAsync("2", "well", Task.FromResult(Two));
        await Registry.Beat("2");

        Assert.Equal([("unknown-0123", null), ("well", 2)], (await Directory.ConnectionsOf(Ana)).Select(answer => (answer.Process, answer.Answer?.Count)));
    }

    [Fact]
    public async Task Who_left_or_has_not_entered_for_10_seconds_is_asked_no_more()
    {
        await EnterAsync("1", "left", Task.FromResult(Two));
        await EnterAsync("2", "died", Task.FromResult(Two));
        await Registry.Beat("1");
        await Registry.Leave("1");
        await Directory.Leave("1");
        Assert.Equal(["died"], (await Directory.ConnectionsOf(Ana)).Select(answer => answer.Process));

        _grains.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Empty(await Directory.ConnectionsOf(Ana));
        Assert.Empty(await Directory.Processes());
    }

    [Fact]
    public async Task How_much_each_has_is_what_it_last_said()
    {
        await EnterAsync("1", "one", Task.FromResult(Two), connections: 5);
        await EnterAsync("1", "one", Task.FromResult(Two), connections: 6);

        Assert.Equal(new ProcessLoad("one", 6, 7), Assert.Single(await Directory.Processes()));
    }

    private static UserConnections None => new(0, []);

    private static UserConnections Two => new(2, [new(DateTimeOffset.UnixEpoch, "webSockets", DateTimeOffset.UnixEpoch, 3, [new("workitem", "7")], 0)]);

    private async Task EnterAsync(string gateway, string name, Task<UserConnections> answer, int connections = 1)
    {
        var process = new PlayedProcess(answer);
        _held.Add(process);
        await Directory.Enter(gateway, new(name, connections, 7), Factory.CreateObjectReference<IGatewayProcess>(process));
    }

    private sealed class PlayedProcess(Task<UserConnections> answer) : IGatewayProcess
    {
        public Task<UserConnections> ConnectionsOf(UserKey user) => answer;
    }

    /// <summary>What the directory asks of others, once it was answered, or failed.</summary>
    private sealed class AnsweredQuestions : IOutgoingGrainCallFilter
    {
        private readonly Channel<GrainId> _answered = Channel.CreateUnbounded<GrainId>();

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            try
            {
                await context.Invoke();
            }
            finally
            {
                if (context.SourceContext?.GrainInstance is IGatewayDirectoryGrain) _answered.Writer.TryWrite(context.TargetId);
            }
        }

        public async Task TakeAsync(int count)
        {
            for (var n = 0; n < count; n++) await _answered.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within("an answer to the directory");
        }
    }
}
