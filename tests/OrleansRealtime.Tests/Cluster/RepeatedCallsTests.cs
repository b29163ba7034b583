using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Calls;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Storage;
using OrleansRealtime.Tests.Storage.PostgreSql;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;
using AnySilo = OrleansRealtime.Contracts.Calls.AnySiloAttribute;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>A process without grains asks again where no answer comes.</summary>
public sealed class RepeatedCallsTests : IAsyncLifetime
{
    private readonly PostgreSqlStore _store = new();
    private readonly ManualTimeProvider _time = new();
    private readonly LostCalls _calls = new();
    private TestNode _silo = null!;
    private TestNode _gateway = null!;
    private MeterReadings _readings = null!;

    public async ValueTask InitializeAsync()
    {
        await _store.InitializeAsync();
        _silo = await TestNode.StartAsync(_store);
        _gateway = await TestNode.StartAsync(_store, NodeRole.Gateway, services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            services.AddSingleton<IOutgoingGrainCallFilter>(_calls);
        });
        _readings = new(_gateway.Services.GetRequiredService<IMeterFactory>());
        Assert.Null((await _gateway.Entity("1").Mutate(Put("""{"n":0}"""))).Error);
    }

    public async ValueTask DisposeAsync()
    {
        _readings.Dispose();
        await _gateway.DisposeAsync();
        await _silo.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task An_edit_with_a_key_whose_first_ask_is_lost_is_made_once_by_the_next()
    {
        _calls.Lose(nameof(IEntityGrain.Mutate), times: 1);

        var edit = _gateway.Entity("1").Mutate(Patch("""{"n":1}""", key: "k"));
        await LosePatienceAsync();

        var outcome = await edit.Within("the edit");
        Assert.Null(outcome.Error);
        Assert.Equal(2, outcome.Position!.Value.Version);
        Assert.Equal("""{"n":1}""", outcome.Snapshot!.Fields.ToString());
        Assert.Equal(2, (await _gateway.Entity("1").Read()).Position!.Value.Version);
        Assert.Equal(1, _readings["gateway.calls.repeated"]);
    }

    [Fact]
    public async Task A_question_whose_first_ask_is_lost_is_answered_by_the_next()
    {
        _calls.Lose(nameof(IEntityGrain.CatchUp), times: 1);

        var answer = _gateway.Entity("1").CatchUp(null);
        await LosePatienceAsync();

        Assert.Equal(1, (await answer.Within("the answer")).Reading!.Position!.Value.Version);
    }

    [Fact]
    public async Task No_question_has_more_than_five_asks()
    {
        _calls.Lose(nameof(IEntityGrain.Read));

        var answer = _gateway.Entity("1").Read();
        await LosePatienceAsync();
        await _calls.NextAsync("the second");
        await LosePatienceAsync();
        await _calls.NextAsync("the fourth");
        await _calls.NextAsync("the fifth");
        _time.Advance(10 * RepeatedAsk.Patience);

        Assert.False(answer.IsCompleted);
        Assert.Equal(5, _calls.Count);
    }

    [Fact]
    public async Task An_edit_without_a_key_is_asked_once()
    {
        _calls.Lose(nameof(IEntityGrain.Mutate), times: 1);

        var edit = _gateway.Entity("1").Mutate(Patch("""{"n":1}"""));
        await _calls.NextAsync("the edit");
        _time.Advance(10 * RepeatedAsk.Patience);

        Assert.False(edit.IsCompleted);
        Assert.Equal(1, (await _gateway.Entity("1").Read()).Position!.Value.Version);
        Assert.Equal(0, _readings["gateway.calls.repeated"]);
    }

    [Fact]
    public async Task Further_asks_of_one_method_are_bounded_and_leave_room_for_those_of_others()
    {
        const int Questions = 200;
        _calls.Lose(nameof(IEntityGrain.Read));
        var questions = Enumerable.Range(0, Questions).Select(_ => _gateway.Entity("1").Read()).ToList();
        for (var n = 0; n < Questions; n++) await _calls.NextAsync("a first ask");
        _time.Advance(RepeatedAsk.Patience);
        for (var n = 0; n < RepeatableMethod.MostAsks; n++) await _calls.NextAsync("a further ask");

        Assert.Equal(Questions + RepeatableMethod.MostAsks, _calls.Count);
        Assert.DoesNotContain(questions, question => question.IsCompleted);
        _calls.Lose(nameof(IEntityGrain.CatchUp), times: 1);
        var other = _gateway.Entity("1").CatchUp(null);
        await LosePatienceAsync();
        await other.Within("the answer");
    }

    [Fact]
    public void Grains_and_those_who_are_beside_them_ask_once()
    {
        Assert.DoesNotContain(_silo.Services.GetServices<IOutgoingGrainCallFilter>(), filter => filter is CallRepeater);
        Assert.Single(_gateway.Services.GetServices<IOutgoingGrainCallFilter>(), filter => filter is CallRepeater);
    }

    [Fact]
    public async Task Calls_leave_by_all_silos_in_turn()
    {
        var seen = new SentOptions();
        await using var gateway = await TestNode.StartAsync(_store, NodeRole.Gateway, services => services.AddSingleton<IOutgoingGrainCallFilter>(seen));

        await gateway.Entity("1").Read();

        Assert.True(seen.Last.HasFlag(InvokeMethodOptions.Unordered));
    }

    /// <summary>A directory of which there is one hears of each gateway again every few seconds, and a goodbye must not be overtaken by what came before.</summary>
    [Fact]
    public void Every_call_that_a_gateway_makes_may_leave_by_any_silo()
    {
        Type[] grains = [typeof(IEntityGrain), typeof(IPresenceRoom), typeof(IUserGrain), typeof(IUserPresenceGrain), typeof(IBroadcastGrain)];
        var methods = grains.SelectMany(grain => grain.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)).ToList();

        Assert.All(methods, method => Assert.NotNull(method.GetCustomAttribute<AnySilo>()));
        Assert.All(
            methods.Where(method => method.GetCustomAttribute<RepeatableAttribute>() is not null),
            method => Assert.Equal(typeof(Task<>), method.ReturnType.GetGenericTypeDefinition()));
        Assert.Equal(
            [nameof(ILivePublisher.Join)],
            typeof(ILivePublisher).GetMethods().Where(method => RepeatableMethod.Of(method) is not null).Select(method => method.Name));
    }

    private async Task LosePatienceAsync()
    {
        await _calls.NextAsync("an ask");
        await _time.TimerSetAsync(RepeatedAsk.Patience, "whoever sent it to wait");
        _time.Advance(RepeatedAsk.Patience);
    }

    private sealed class SentOptions : IOutgoingGrainCallFilter
    {
        public InvokeMethodOptions Last { get; private set; }

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.Grain is IEntityGrain) Last = ((IRequest)context.Request).Options;
            return context.Invoke();
        }
    }
}
