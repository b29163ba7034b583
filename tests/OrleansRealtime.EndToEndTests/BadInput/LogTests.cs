using System.Net.WebSockets;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.BadInput;

public sealed class LogTests
{
    [Fact]
    public async Task Tokens_never_stand_in_the_log_however_talkative_it_is()
    {
        await using var server = await ServerProcess.StartDemoAsync(
            ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft", "Trace"), ("Logging:LogLevel:OrleansRealtime", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"), ("Logging:Console:IncludeScopes", "true"));
        var api = server.Caller("demo");
        var user = await api.AsUserAsync("ana");
        var developer = (await (api with { Credentials = "" }).PostAsync("dev-tokens", new { user = "bo" })).Is(OK)["token"].GetString()!;
        foreach (var transport in (string[])[Transports.WebSockets, Transports.ServerSentEvents, Transports.LongPolling])
        {
            await using var tab = await HubClient.ConnectAsync(server, user, transport);
            await tab.OpenAsync("board", "main");
            await tab.CallAsync("RefreshToken", (await api.AsUserAsync("ana")).Credentials);
        }

        var damaged = user with { Credentials = user.Credentials[..^4] + "AAAA" };
        await Assert.ThrowsAsync<WebSocketException>(() => HubClient.ConnectAsync(server, damaged));
        (await damaged.GetAsync("me/badge")).Is(Unauthorized);
        await using (await HubClient.ConnectAsync(server, user with { Credentials = developer }))
        {
            await server.StopAsync();
        }

        var output = server.Output;
        Assert.Contains("dbug:", output, StringComparison.Ordinal);
        // The middle of each: whatever a log might cut off.
        foreach (var token in (string[])[user.Credentials, developer, damaged.Credentials])
            Assert.DoesNotContain(token[20..60], output, StringComparison.Ordinal);
        // The key is shown once, by the banner.
        Assert.Equal(2, output.Split(server.ApiKey).Length - 1);
    }

    [Fact]
    public async Task A_grain_that_is_placed_is_worth_no_line_unless_somebody_wants_it()
    {
        const string line = "info: Polly[";
        Assert.DoesNotContain(line, await ActivateAsync(), StringComparison.Ordinal);
        // So that this looks for a line that there is.
        Assert.Contains(line, await ActivateAsync(("Logging:LogLevel:Polly", "Information")), StringComparison.Ordinal);
    }

    /// <summary>What a server says from its start to its end, in which grains became active.</summary>
    private static async Task<string> ActivateAsync(params (string, string)[] settings)
    {
        await using var server = await ServerProcess.StartAsync(settings);
        var api = server.NewWorkspace();
        foreach (var id in (string[])["1", "2", "3"]) await api.CreateAsync("workitem", id, new { title = "one" });
        await server.StopAsync();
        return server.Output;
    }
}
