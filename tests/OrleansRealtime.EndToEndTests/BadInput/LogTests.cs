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
}
