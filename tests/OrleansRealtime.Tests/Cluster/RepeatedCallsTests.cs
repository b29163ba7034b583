using System.Collections.Concurrent;
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

namespace OrleansRealtime.Tests.Cluster;

/// <summary>A process without grains asks again where no answer comes.</summary>
public sealed class RepeatedCallsTests : IAsyncLifetime
{
    private readonly PostgreSqlStore _store = new();
    private readonly ManualTimeProvider _time = new();
    private readonly LostCalls _calls = new();
    private readonly ConcurrentQueue<InvokeMethodOptions> _sent = [];
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
            services.AddSingleton<IOutgoingGrainCallFilter>(new SentReads(_sent));
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
    public async Task No_question_has_more_than_six_asks()
    {
        _calls.Lose(nameof(IEntityGrain.Read));

        var answer = _gateway.Entity("1").Read();
        await LosePatienceAsync();
        await _calls.NextAsync("the second");
        await LosePatienceAsync();
        await _calls.NextAsync("the fourth");
        await _calls.NextAsync("the fifth");
        await _calls.NextAsync("the sixth");
        _time.Advance(10 * RepeatedAsk.Patience);

        Assert.False(answer.IsCompleted);
        Assert.Equal(6, _calls.Count);
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
    public async Task So_many_questions_of_one_method_are_asked_again_and_leave_room_for_those_of_others()
    {
        const int Questions = RepeatableMethod.MostQuestions + 20;
        _calls.Lose(nameof(IEntityGrain.Read));
        var questions = Enumerable.Range(0, Questions).Select(_ => _gateway.Entity("1").Read()).ToList();
        for (var n = 0; n < Questions; n++) await _calls.NextAsync("a first ask");
        _time.Advance(RepeatedAsk.Patience);
        for (var n = 0; n < 2 * RepeatableMethod.MostQuestions; n++) await _calls.NextAsync("a further ask");

        Assert.Equal(Questions + (2 * RepeatableMethod.MostQuestions), _calls.Count);
        Assert.DoesNotContain(questions, question => question.IsCompleted);
        _calls.Lose(nameof(IEntityGrain.CatchUp), times: 1);
        var other = _gateway.Entity("1").CatchUp(null);
        await LosePatienceAsync();
        await other.Within("the answer");
    }

    [Fact]
    public async Task A_question_that_is_answered_makes_room()
    {
        for (var n = 0; n <= RepeatableMethod.MostQuestions; n++)
        {
            // Of the further asks one is lost, too.
            _calls.Lose(nameof(IEntityGrain.Read), times: 2);
            var answer = _gateway.Entity("1").Read();
            await LosePatienceAsync();
            await answer.Within($"answer {n}");
        }

        Assert.Equal(RepeatableMethod.MostQuestions + 1, _readings["gateway.calls.repeated"]);
    }

    [Fact]
    public void Grains_and_those_who_are_beside_them_ask_once()
    {
        Assert.DoesNotContain(_silo.Services.GetServices<IOutgoingGrainCallFilter>(), filter => filter is CallRepeater);
        Assert.Single(_gateway.Services.GetServices<IOutgoingGrainCallFilter>(), filter => filter is CallRepeater);
    }

    // Orleans counts unordered messages in 32 bits, and fails when the number is used up: only the few that are asked again may be.
    [Fact]
    public async Task Only_further_asks_leave_by_all_silos_in_turn()
    {
        _calls.Lose(nameof(IEntityGrain.Read), times: 1);

        var answer = _gateway.Entity("1").Read();
        await LosePatienceAsync();
        await answer.Within("the answer");

        Assert.Equal([false, true, true], _sent.Select(options => options.HasFlag(InvokeMethodOptions.Unordered)));
    }

    [Fact]
    public void What_may_be_asked_again_has_an_answer()
    {
        Type[] grains = [typeof(IEntityGrain), typeof(IPresenceRoom), typeof(IUserGrain), typeof(IUserPresenceGrain), typeof(IBroadcastGrain)];
        var methods = grains.SelectMany(grain => grain.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)).ToList();

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

    private sealed class SentReads(ConcurrentQueue<InvokeMethodOptions> sent) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.MethodName == nameof(IEntityGrain.Read)) sent.Enqueue(((IRequest)context.Request).Options);
            return context.Invoke();
        }
    }
}
