using System.Net;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.TestKit.Hub;

/// <summary>Long polling: answers that end with what there was.</summary>
internal sealed class LongPollingTransport(Negotiation connection) : IHubTransport
{
    public static async Task<LongPollingTransport> OpenAsync(RestCaller caller)
    {
        var connection = await Negotiation.StartAsync(caller, "LongPolling");
        // The first poll is answered at once, and opens the connection.
        using var opened = await connection.ListenAsync("*/*", CancellationToken.None).Within("the first poll");
        opened.EnsureSuccessStatusCode();
        return new(connection);
    }

    public Task SendAsync(string text) => connection.SendAsync(text);

    public async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var answer = await connection.ListenAsync("*/*", cancellationToken);
        if (answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotFound) return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await connection.EndAsync();
}
