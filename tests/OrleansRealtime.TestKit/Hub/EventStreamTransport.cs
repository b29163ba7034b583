using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.TestKit.Hub;

/// <summary>Server-sent events: one answer that does not end.</summary>
internal sealed class EventStreamTransport : IHubTransport
{
    private readonly Negotiation _connection;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventStreamTransport(Negotiation connection, HttpResponseMessage response, Stream stream) =>
        (_connection, _response, _reader) = (connection, response, new(stream));

    public static async Task<EventStreamTransport> OpenAsync(RestCaller caller)
    {
        var connection = await Negotiation.StartAsync(caller, "ServerSentEvents");
        var response = await connection.ListenAsync("text/event-stream", CancellationToken.None).Within("an event stream");
        response.EnsureSuccessStatusCode();
        Unexpected.Unless(response.Content.Headers.ContentType?.MediaType == "text/event-stream", $"An event stream is {response.Content.Headers.ContentType}.");
        return new(connection, response, await response.Content.ReadAsStreamAsync());
    }

    public Task SendAsync(string text) => _connection.SendAsync(text);

    public async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await _reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return line["data: ".Length..];
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
