using System.Net;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.TestKit.Hub;

/// <summary>What event streams and long polling begin with, and how they send: POSTs to the connection that was negotiated.</summary>
internal sealed class Negotiation(RestCaller caller, string token)
{
    private string Path { get; } = $"/hub?id={Uri.EscapeDataString(token)}";

    /// <param name="transport">One that the server must offer.</param>
    public static async Task<Negotiation> StartAsync(RestCaller caller, string transport)
    {
        var answer = (await caller.PostAsync("/hub/negotiate?negotiateVersion=1", "")).Is(HttpStatusCode.OK);
        var offered = answer["availableTransports"].EnumerateArray().Select(offer => offer.GetProperty("transport").GetString());
        Unexpected.Unless(offered.Contains(transport), $"{transport} is not offered.");
        return new(caller, answer["connectionToken"].GetString()!);
    }

    public async Task SendAsync(string text) =>
        (await caller.SendAsync(HttpMethod.Post, Path, new StringContent(text))).Is(HttpStatusCode.OK);

    public async Task EndAsync() => await caller.DeleteAsync(Path);

    /// <summary>A request that waits for frames, with the token in its address, as a browser's event source has to.</summary>
    public async Task<HttpResponseMessage> ListenAsync(string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}&access_token={Uri.EscapeDataString(caller.Credentials)}");
        request.Headers.Accept.ParseAdd(accept);
        return await caller.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
