using System.Text.Json;
using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Tests.Server.Hub;

internal static class HubTestServer
{
    /// <summary>Connects without negotiation, as a WebSocket may.</summary>
    /// <param name="workspace">For a token of several.</param>
    /// <param name="asked">What else stands in the address.</param>
    public static async Task<HubClient> HubAsync(this ServerApp server, string token, string? workspace = null, string asked = "")
    {
        var query = $"access_token={Uri.EscapeDataString(token)}{asked}" + (workspace is null ? "" : $"&workspace={Uri.EscapeDataString(workspace)}");
        var address = new UriBuilder(server.Server.BaseAddress) { Scheme = "ws", Path = "/hub", Query = query };
        var socket = await server.Server.CreateWebSocketClient().ConnectAsync(address.Uri, CancellationToken.None).Within("the WebSocket");
        return await HubClient.ConnectAsync(new SocketTransport(socket));
    }

    public static async Task<HubClient> HubOfAsync(this ServerApp server, string user) =>
        await server.HubAsync(await server.Api().TokenAsync(user));

    /// <summary>Calls a method, which must do, with arguments as JSON and answers its result.</summary>
    public static async Task<JsonElement> CallOkAsync(this HubClient client, string method, params string[] arguments) =>
        (await client.CallJsonAsync(method, arguments)).Ok;

    public static async Task FailsAsync(this HubClient client, string code, string method, params string[] arguments) =>
        Assert.Equal(code, (await client.CallJsonAsync(method, arguments)).Code);

    /// <summary>Watches one work item and answers what came of it.</summary>
    public static async Task<JsonElement> WatchAsync(this HubClient client, string id, string? position = null)
    {
        var at = position is null ? "" : $",\"position\":\"{position}\"";
        return (await client.CallOkAsync("Watch", $$"""[{"type":"workitem","id":"{{id}}"{{at}}}]"""))[0];
    }
}
