using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>The real client behind a real nginx.</summary>
public sealed class ProxyTests(SharedServer shared)
{
    [Theory]
    [InlineData("", "serverSentEvents")]
    [InlineData("proxy_ignore_headers X-Accel-Buffering;", "longPolling")]
    [InlineData("proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;", "webSockets")]
    public async Task Behind_nginx_the_best_transport_that_comes_through_is_live_and_stays_it(string settings, string transport)
    {
        Requirement.Is(Nginx.IsThere, Nginx.Missing);
        await using var nginx = await Nginx.InFrontOfAsync(shared.Process.Url, settings);
        await using var script = PageScript.Start("proxied", shared.Process.NewWorkspace(), nginx.Url, ("REALTIME_TRANSPORT", transport));
        await script.PassesAsync();
    }

    [Fact]
    public async Task A_WebSocket_comes_through_where_a_negotiation_would_be_answered_by_another_server()
    {
        // As for a connection that was negotiated elsewhere: nobody here knows it.
        await using var nginx = await Nginx.InFrontOfAsync(
            shared.Process.Url,
            "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; location = /hub/negotiate { return 404; }");
        await using var script = PageScript.Start("balanced", shared.Process.NewWorkspace(), nginx.Url);
        await script.PassesAsync();
    }
}
