using System.Net.Http.Headers;
using System.Text;

namespace OrleansRealtime.LoadTest.Systems;

/// <summary>Sends requests; the same for all systems, so that it costs each the same.</summary>
internal sealed class EditSender : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(30) });

    /// <param name="actor">For whom the caller acts; <c>null</c>: for nobody.</param>
    /// <returns>The answer's ETag, where it has one.</returns>
    /// <exception cref="HttpRequestException">The answer is no success.</exception>
    public async Task<string?> SendAsync(HttpMethod method, Uri address, string? body, string? key, CancellationToken stop, string? actor = null)
    {
        using var response = await AnswerAsync(method, address, body, key, actor, stop);
        await response.Content.CopyToAsync(Stream.Null, stop);
        return response.Headers.ETag?.Tag;
    }

    /// <summary>Posts.</summary>
    /// <returns>The answer's body.</returns>
    /// <exception cref="HttpRequestException">The answer is no success.</exception>
    public async Task<byte[]> PostAsync(Uri address, string body, string? key, CancellationToken stop)
    {
        using var response = await AnswerAsync(HttpMethod.Post, address, body, key, actor: null, stop);
        return await response.Content.ReadAsByteArrayAsync(stop);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, Uri address, string? body, string? key, string? actor, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = Json;
        }

        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        if (actor is not null) request.Headers.Add("X-Actor", actor);
        var response = await _http.SendAsync(request, stop);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw new HttpRequestException($"{method} {address.AbsolutePath} was answered {(int)response.StatusCode}.", null, response.StatusCode);
    }
}
