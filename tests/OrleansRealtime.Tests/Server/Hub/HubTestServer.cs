namespace OrleansRealtime.Tests.Server.Hub;

internal static class HubTestServer
{
    /// <summary>Connects without negotiation, as a WebSocket may.</summary>
    public static async Task<HubClient> HubAsync(this ServerApp server, string token)
    {
        var address = new UriBuilder(server.Server.BaseAddress) { Scheme = "ws", Path = "/hub", Query = $"access_token={Uri.EscapeDataString(token)}" };
        var socket = await server.Server.CreateWebSocketClient().ConnectAsync(address.Uri, CancellationToken.None).Within("the WebSocket");
        return await HubClient.ConnectAsync(socket);
    }

    public static async Task<HubClient> HubOfAsync(this ServerApp server, string user) =>
        await server.HubAsync(await server.Api().TokenAsync(user));
}
