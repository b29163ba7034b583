namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>The real client's connections to a real server: over the ends of tokens, and through what stands in between.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task The_end_of_a_token_costs_no_connection_on_any_transport_whatever_the_pages_clock_says()
    {
        await using var server = await ServerProcess.StartAsync();
        var scripts = ((int[])[0, 90_000, -90_000])
            .Select(skew => PageScript.Start("tokens", server.NewWorkspace(), server.Url, ("REALTIME_SKEW", $"{skew}")))
            .ToArray();
        foreach (var script in scripts)
        {
            await script.PassesAsync();
            await script.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("", "serverSentEvents")]
    [InlineData("proxy_ignore_headers X-Accel-Buffering;", "longPolling")]
    [InlineData("proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;", "webSockets")]
    public async Task Behind_nginx_the_best_transport_that_comes_through_is_live_and_stays_it(string settings, string transport)
    {
        await using var server = await ServerProcess.StartAsync();
        await using var nginx = await Nginx.StartAsync(server.Url, settings);
        await using var script = PageScript.Start("proxied", server.NewWorkspace(), nginx.Url, ("REALTIME_TRANSPORT", transport));
        await script.PassesAsync();
    }

    [Fact]
    public async Task A_line_of_5_KB_a_second_gets_an_entity_of_250_KB_on_every_transport()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var script = PageScript.Start("slow", server.NewWorkspace(), server.Url);
        await script.PassesAsync(TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task Microsofts_JavaScript_client_comes_back_after_a_tokens_end_and_a_restart_and_not_when_sent_away()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var script = PageScript.Start("stock", server.NewWorkspace(), server.Url);
        await script.SaysAsync("restart");
        await server.StopAsync();
        await server.RestartAsync();
        await script.TellAsync("restarted");
        await script.PassesAsync();
    }
}
