using System.Net.Http.Headers;
using OrleansRealtime.Client.Credentials;

namespace OrleansRealtime.Client.Rest;

/// <summary>Calls the API. A mutation carries one idempotency key through all its tries, so that trying again after a lost answer can only
/// find out what became of it, and never does it twice.</summary>
internal sealed class RestCaller(
    IHttpClientFactory clients, RealtimeClientOptions options, ICredentials credentials, RetryRules retries, TimeProvider time, string? actor = null)
{
    /// <summary>The name of its client at the factory.</summary>
    public const string HttpClientName = "OrleansRealtime";

    private const string JsonType = "application/json";

    private readonly string _base = $"{options.Url!.AbsoluteUri.TrimEnd('/')}/v1/{options.Workspace}/";

    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    /// <exception cref="OperationCanceledException">Of a mutation it is not known then whether it was committed.</exception>
    public async Task<RestAnswer> SendAsync(RestCall call, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var (attempt, isRenewed, mayHaveHappened) = (0, false, false);
        while (true)
        {
            var shown = "";
            try
            {
                shown = await credentials.GetAsync(cancellation);
                return await TryAsync(call, shown, cancellation);
            }
            catch (RealtimeException failure)
            {
                if (failure.Status == 401 && !isRenewed && credentials.Refuse(shown))
                {
                    isRenewed = true;
                    continue;
                }

                mayHaveHappened |= call.IdempotencyKey is not null && failure.IsAmbiguous;
                if (retries.NextTry(attempt++, time.GetElapsedTime(began), failure) is not { } wait)
                {
                    if (mayHaveHappened && !failure.IsDecisive) throw failure.WithOutcomeUnknown();
                    throw;
                }

                isRenewed = false;
                await Task.Delay(wait, time, cancellation);
            }
        }
    }

    /// <summary>Sends it and reads the answer's body.</summary>
    public async Task<T> SendAsync<T>(RestCall call, CancellationToken cancellation) => (await SendAsync(call, cancellation)).Read<T>();

    private async Task<RestAnswer> TryAsync(RestCall call, string shown, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(options.TryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        using var request = Request(call, shown);
        try
        {
            using var client = clients.CreateClient(HttpClientName);
            using var response = await client.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (!response.IsSuccessStatusCode) throw Problem.Read((int)response.StatusCode, body, response.Headers.RetryAfter);
            return new(body, response.Headers.Contains("Idempotency-Replayed"));
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new RealtimeException(ErrorCodes.Network, $"The platform did not answer within {options.TryTimeout.TotalSeconds:0} s.", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new RealtimeException(ErrorCodes.Network, $"The platform cannot be reached: {e.Message}", inner: e);
        }
    }

    private HttpRequestMessage Request(RestCall call, string shown)
    {
        // As it is written: what has been escaped is not to be made canonical.
        var address = new Uri(_base + call.Path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(call.Method, address);
        request.Headers.Authorization = new("Bearer", shown);
        request.Headers.Accept.Add(new(JsonType));
        if (actor is not null) request.Headers.Add("X-Actor", Uri.EscapeDataString(actor));
        if (call.IdempotencyKey is { } key) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (call.IfMatch is { } match) request.Headers.TryAddWithoutValidation("If-Match", match);
        if (call.IfNoneMatch is { } none) request.Headers.TryAddWithoutValidation("If-None-Match", none);
        if (call.Body is { } body) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(JsonType) } };
        return request;
    }
}
