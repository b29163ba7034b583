using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server;

/// <summary>Calls as these tests write them: methods, bodies and headers as text.</summary>
internal static class RestCalls
{
    /// <param name="body">JSON text.</param>
    /// <param name="headers">"Name: value"</param>
    public static Task<RestAnswer> SendAsync(this RestCaller api, string method, string path, string? body = null, params string[] headers) =>
        api.SendAsync(new HttpMethod(method), path, body, [.. headers.Select(Header)]);

    public static Task<RestAnswer> GetAsync(this RestCaller api, string path, string header) => api.SendAsync("GET", path, null, header);

    public static async Task<string> TokenAsync(this RestCaller api, string user, int ttlSeconds = 3600) =>
        (await api.PostAsync("tokens", new { user, ttlSeconds })).Is(200).Find("token")!;

    /// <summary>A new entity with one field, <c>title</c>; answers its path.</summary>
    public static async Task<string> CreateAsync(this RestCaller api, string title = "one")
    {
        var id = $"{Guid.NewGuid():n}";
        await api.CreateAsync("workitem", id, new { title });
        return $"entities/workitem/{id}";
    }

    private static (string Name, string Value) Header(string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return (header[..colon], header[(colon + 1)..].Trim());
    }
}
