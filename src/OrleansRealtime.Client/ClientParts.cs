using Microsoft.Extensions.Logging;
using OrleansRealtime.Client.Connection;
using OrleansRealtime.Client.Credentials;
using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client;

/// <summary>What the clients of one registration share.</summary>
internal sealed class ClientParts(RealtimeClientOptions options, IHttpClientFactory http, TimeProvider time, ILoggerFactory logs, Backoff backoff)
    : IAsyncDisposable, IDisposable
{
    private readonly RetryRules _retries = new(options.RetryFor, backoff);
    private readonly LiveConnections _connections = new(options.MaxConnections);

    public RealtimeClientOptions Options => options;

    public TimeProvider Time => time;

    public Backoff Backoff => backoff;

    /// <summary>Of a server; then there are no tokens but those that it gets for users.</summary>
    public ApiKeyCredentials? Key { get; } = options.ApiKey is { } key ? new(key) : null;

    public TokenSource? Tokens { get; } = options.Token is { } provider ? new(provider, time) : null;

    /// <summary>Holds the connection of a user, which others may share.</summary>
    /// <exception cref="RealtimeException"><see cref="ErrorCodes.TooManyConnections"/></exception>
    public LiveConnections.Lease Connect(string? user, TokenSource tokens) =>
        _connections.Rent(user ?? "", () => new(options, tokens, backoff, time, logs.CreateLogger<LiveConnection>()));

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    /// <summary>Of a container that does not wait.</summary>
    public void Dispose() => _ = _connections.DisposeAsync().AsTask();

    public RestCaller Rest(ICredentials credentials, string? actor = null) => new(http, options, credentials, _retries, time, actor);
}
