using System.Net;

namespace OrleansRealtime.Tests.Client;

/// <summary>A network on which a test decides what becomes of each request, in the order in which they are sent.</summary>
internal sealed class FaultyNetwork(params Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>>[] faults) : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly Lock _gate = new();
    private readonly List<(HttpMethod Method, string? Key, string? Token)> _sent = [];

    public IReadOnlyList<(HttpMethod Method, string? Key, string? Token)> Sent
    {
        get
        {
            lock (_gate) return [.. _sent];
        }
    }

    /// <summary>The server does what it is asked, and its answer gets lost.</summary>
    public static async Task<HttpResponseMessage> LoseAnswer(Func<Task<HttpResponseMessage>> send)
    {
        using var answer = await send();
        throw new HttpRequestException("The answer was lost.");
    }

    public static Task<HttpResponseMessage> LoseRequest(Func<Task<HttpResponseMessage>> send) => throw new HttpRequestException("The request was lost.");

    public static Task<HttpResponseMessage> Pass(Func<Task<HttpResponseMessage>> send) => send();

    /// <summary>Somebody on the way answers.</summary>
    public static Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> Answer(HttpStatusCode status, string body = "", int? retryAfter = null) => _ =>
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body) };
        if (retryAfter is { } seconds) answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return Task.FromResult(answer);
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int index;
        lock (_gate)
        {
            index = _sent.Count;
            _sent.Add((request.Method, request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null, request.Headers.Authorization?.Parameter));
        }

        return await (index < faults.Length ? faults[index] : Pass)(() => base.SendAsync(request, cancellationToken));
    }
}
