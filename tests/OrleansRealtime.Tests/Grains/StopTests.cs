using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Tests.Grains.Outbox;

namespace OrleansRealtime.Tests.Grains;

/// <summary>What is under way when a silo stops. The host is more patient here than the test, and the clock stands still: whatever waits for
/// somebody who does not answer fails the test.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task A_broadcast_that_waits_for_an_answer_does_not_hold_the_stop_and_goes_on_after_the_next_start()
    {
        var access = new HeldAccess("bo");
        await using var grains = await StartAsync(services => services.AddSingleton<IEntityAccess>(access));
        await grains.Broadcast("n").Submit(new(["bo"], "deploy", "hello", null, null, null, new("workitem", "42"), null, null), "same");
        await access.Asked.Within("the question whether bo may be told");

        await grains.RestartAsync().Within("the silo to stop and to start again");
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        access.Release();
        await grains.Broadcast("n").Wake();

        Assert.Single((await tab.NextAsync("bo's notification")).Items);
    }

    [Fact]
    public async Task The_sweep_stops_although_a_grain_that_it_woke_does_not_answer()
    {
        await using var grains = await StartAsync(_ => { });
        await grains.User("bo").Notify(new(
            "source", 1, "1", "deploy", "following", "item 1", null, null, null, null, [], DateTimeOffset.UnixEpoch));
        var (woken, answer) = (Waiting.Signal(), Waiting.Signal());
        grains.Faults.BeforeDelete = () =>
        {
            woken.TrySetResult();
            return answer.Task;
        };

        grains.Time.Suspend(new InboxLimits().SourceLifetime);
        await woken.Task.Within("the sweep to wake bo");
        var sweep = grains.Services.GetServices<IHostedService>().OfType<DueSweep>().Single();
        await sweep.StopAsync(CancellationToken.None).Within("the sweep to stop");

        Assert.False(answer.Task.IsCompleted);
        answer.SetResult();
    }

    private static Task<GrainsUnderTest> StartAsync(Action<IServiceCollection> configure) => GrainsUnderTest.StartAsync(services =>
    {
        services.PostConfigure<HostOptions>(host => host.ShutdownTimeout = 2 * Waiting.Usual);
        services.PostConfigure<GrainCollectionOptions>(grains => grains.DeactivationTimeout = 2 * Waiting.Usual);
        configure(services);
    });
}
