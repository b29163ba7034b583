using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway;
using OrleansRealtime.Server.Hub;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>Calls that clients get wrong: each is counted, and few are worth a line.</summary>
public sealed class RefusedCallLogTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly LogLines _log = new();
    private readonly RefusedCallLog _refusals;
    private long _counted;

    public RefusedCallLogTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "gateway.calls.refused" && instrument.Meter.Scope == meters) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => _counted += value);
        _listener.Start();
        _refusals = new(new GatewayMetrics(meters), _time, new LoggerFactory([_log]).CreateLogger<RefusedCallLog>());
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void However_many_are_refused_each_is_counted_and_one_line_in_ten_seconds_says_how_many()
    {
        for (var n = 0; n < 1_000; n++) _refusals.Note("Watch", ProblemCodes.BadBody);
        _time.Advance(Pause - TimeSpan.FromMilliseconds(1));
        _refusals.Note("Watch", ProblemCodes.BadBody);

        var first = Assert.Single(_log.Lines);
        Assert.StartsWith("Information ", first, StringComparison.Ordinal);
        Assert.Contains("Refused 1 hub calls since this was last said; the latest is Watch, bad_body", first, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        for (var n = 0; n < 1_000; n++) _refusals.Note("SetPresence", ProblemCodes.BadKey);

        Assert.Equal(2, _log.Lines.Count);
        Assert.Contains("Refused 1001 hub calls since this was last said; the latest is SetPresence, bad_key", _log.Lines.Last(), StringComparison.Ordinal);
        Assert.Equal(2_001, _counted);
    }

    [Fact]
    public async Task What_a_client_did_wrong_is_such_a_line_and_no_error_of_the_servers()
    {
        await using var app = new App();
        await using var client = await app.HubOfAsync("ana");

        foreach (var method in (string[])["Watch", "Unwatch", "SetPresence", "RefreshToken", "Drop"]) await client.CallJsonAsync(method, "7");

        await app.Logs.SeenAsync("hub calls since this was last said");
        Assert.DoesNotContain(app.Logs.Lines, line => line.StartsWith("Error ", StringComparison.Ordinal)
            && (line.Contains("Microsoft.AspNetCore.SignalR", StringComparison.Ordinal) || line.Contains("OrleansRealtime.Server.Hub", StringComparison.Ordinal)));
    }

    private sealed class App : ServerApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            // Of itself the server is silent about it.
            builder.UseSetting("Logging:LogLevel:OrleansRealtime.Server.Hub", "Information");
        }
    }
}
