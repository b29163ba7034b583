using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Gateway;

namespace OrleansRealtime.Tests.Server;

/// <summary>The server on a clock that the test moves, with calls to grains that get lost.</summary>
public sealed class LossyApp : ServerApp
{
    /// <summary>Starts it: its own first calls are not the tests' to lose.</summary>
    public LossyApp() => StartServer();

    internal ManualTimeProvider Time { get; } = new();

    internal LostCalls Calls { get; } = new();

    /// <summary>Waits until one more call was lost, and for as long as whoever sent it does.</summary>
    internal async Task SilenceAsync(TimeSpan patience)
    {
        await Calls.NextAsync("a try");
        await Time.TimerSetAsync(patience, "whoever sent it to wait");
        Time.Advance(patience);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        // Its clock stands still while it works.
        builder.UseSetting("Gateway:CallTimeout", $"{new GatewayOptions().CallTimeout}");
        builder.ConfigureServices(services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.AddSingleton<IOutgoingGrainCallFilter>(Calls);
        });
    }
}
