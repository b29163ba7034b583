using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server;
using OrleansRealtime.Server.Hub;
using OrleansRealtime.Tests.Gateway;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>A stop: nothing changes for those who are connected until no balancer sends anybody any more.</summary>
public sealed class HubShutdownTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly GatewayUnderTest _gateway;
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    public HubShutdownTests() => _gateway = new(time: _time);

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Goodbyes_wait_for_the_pause_in_which_all_is_told_as_before()
    {
        await StartAsync(Environments.Production);
        _gateway.Entities["1"].Create();
        var tab = await _gateway.ConnectAsync();
        await tab.WatchAsync("1");
        await tab.NextAsync<StateBody>();

        var stopping = Task.Run(_lifetime.StopApplication, TestContext.Current.CancellationToken);
        await _time.TimerSetAsync(TimeSpan.FromSeconds(2), "the pause to begin");
        Assert.True(_lifetime.ApplicationStopping.IsCancellationRequested);
        _gateway.Entities.Commit("1", truth => truth.Patch("f", "1"));
        Assert.Equal("e1:2", (await tab.NextAsync<ChangedBody>()).To);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("shutdown", (await tab.NextAsync<GoodbyeBody>()).Code);
        await stopping.Within("the stop");
    }

    [Fact]
    public async Task Where_somebody_waits_at_a_terminal_there_is_none()
    {
        await StartAsync(Environments.Development);
        var tab = await _gateway.ConnectAsync();

        var stopping = Task.Run(_lifetime.StopApplication, TestContext.Current.CancellationToken);

        Assert.Equal("shutdown", (await tab.NextAsync<GoodbyeBody>()).Code);
        await stopping.Within("the stop");
    }

    private Task StartAsync(string environment) => new HubShutdown(
        _gateway.Connections,
        new(),
        Options.Create(new ShutdownOptions()),
        Options.Create(_gateway.Options),
        new HostingEnvironment { EnvironmentName = environment },
        _time,
        _lifetime).StartAsync(TestContext.Current.CancellationToken);
}
