using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Outbox;

namespace OrleansRealtime.Tests.Grains.Outbox;

public sealed class FanOutTests
{
    [Fact]
    public async Task A_notice_to_many_tells_sixteen_of_them_at_once()
    {
        var access = new HeldAccess("user-19");
        await using var grains = await GrainsUnderTest.StartAsync(services => services.AddSingleton<IEntityAccess>(access));
        var last = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/user-19");
        var to = Enumerable.Range(0, 20).Select(n => $"user-{n:00}");

        await grains.Broadcast("n").Submit(new([.. to], "deploy", "hello", null, null, null, new("workitem", "42"), null, null), "same");
        await access.WaitingAsync(16).Within("sixteen who are told");
        access.Release();

        Assert.Single((await last.NextAsync("the last one's notification")).Items);
        Assert.Equal((20, 16), (access.Questions, access.MostAtOnce));
    }

    [Fact]
    public async Task Those_who_can_be_told_are_told_and_the_others_are_named_in_the_end()
    {
        var told = new List<int>();

        var outcome = await FanOut.TellAsync(
            Enumerable.Range(0, 20).ToAsyncEnumerable(), TellAsync, (_, _) => { }, TestContext.Current.CancellationToken);

        Assert.Equal([0, 8, 16], outcome.Untold);
        Assert.Equal((3, false), (outcome.Failures.Count, outcome.IsBrokenOff));
        Assert.Equal(17, told.Count);

        Task TellAsync(int n)
        {
            if (n % 8 == 0) throw new InvalidOperationException("Cannot be told.");
            told.Add(n);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task One_who_can_never_be_told_is_abandoned_and_no_error()
    {
        var (told, abandoned) = (new List<int>(), new List<int>());

        var outcome = await FanOut.TellAsync(
            Enumerable.Range(0, 40).ToAsyncEnumerable(), TellAsync, (n, _) => abandoned.Add(n), TestContext.Current.CancellationToken);

        Assert.Empty(outcome.Untold);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => 2 * n), abandoned);
        Assert.Equal(20, told.Count);

        Task TellAsync(int n)
        {
            if (n % 2 == 0) throw new NotStorableException("Never.");
            told.Add(n);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task All_at_once_who_cannot_be_told_keep_nobody_else_waiting()
    {
        const int AtOnce = 16;
        var (full, lost) = (Waiting.Signal(), Waiting.Signal());
        var (asked, told) = (0, 0);

        FanOutcome<int>? outcome = null;
        var telling = GrainTurns.RunAsync(
            async () => outcome = await FanOut.TellAsync(Enumerable.Range(0, 1_000).ToAsyncEnumerable(), TellAsync, (_, _) => { }, CancellationToken.None));
        await full.Task.Within("all at once");
        lost.SetException(new IOException("The connection of all is lost."));

        await telling.Within("the others to be told");
        Assert.Equal((AtOnce, false, 1_000 - AtOnce), (outcome!.Untold.Count, outcome.IsBrokenOff, told));

        async Task TellAsync(int _)
        {
            if (++asked == AtOnce) full.SetResult();
            if (asked <= AtOnce) await lost.Task;
            await Task.Yield();
            told++;
        }
    }

    [Fact]
    public async Task Too_many_who_cannot_be_told_end_it()
    {
        var asked = 0;

        var outcome = await FanOut.TellAsync(
            Enumerable.Range(0, 1_000).ToAsyncEnumerable(),
            _ =>
            {
                asked++;
                throw new InvalidOperationException("Cannot be told.");
            },
            (_, _) => { },
            TestContext.Current.CancellationToken);

        Assert.Equal((32, 32, true), (asked, outcome.Untold.Count, outcome.IsBrokenOff));
    }
}
