using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace OrleansRealtime.TestKit.Rest;

/// <summary>A caller of one workspace, with an API key or a user's token; as little on top of HTTP as will do.</summary>
/// <param name="Credentials">Empty: none are sent.</param>
public sealed record RestCaller(HttpClient Http, string Workspace, string Credentials)
{
    private const string JsonType = "application/json";

    /// <summary>Hangs up.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Sends addresses as they are written. Usually they are made canonical first, without dots and with other escapes.</summary>
    public bool AsWritten { get; init; }

    /// <summary>A workspace that no other test knows.</summary>
    public static string NewWorkspace() => $"w-{Guid.NewGuid():n}"[..20];

    public Task<RestAnswer> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<RestAnswer> PutAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, body, headers);

    public Task<RestAnswer> PatchAsync(string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Patch, path, body, headers);

    public Task<RestAnswer> PostAsync(string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public Task<RestAnswer> DeleteAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Delete, path, null, headers);

    /// <param name="body">An object, which becomes JSON; a text, which goes as it is.</param>
    public Task<RestAnswer> SendAsync(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body switch
        {
            null => null,
            HttpContent content => content,
            string text => new StringContent(text, Encoding.UTF8, JsonType),
            _ => new StringContent(JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, JsonType),
        }, headers);

    /// <summary>Creates an entity: its first state.</summary>
    public async Task<RestAnswer> CreateAsync(string type, string id, object fields, params (string Name, string Value)[] headers) =>
        (await PutAsync($"entities/{type}/{id}", new { fields }, headers)).Is(HttpStatusCode.Created);

    /// <summary>This workspace as one of its users sees it.</summary>
    public async Task<RestCaller> AsUserAsync(string user, int? ttlSeconds = null)
    {
        object body = ttlSeconds is { } seconds ? new { user, name = $"The user {user}", ttlSeconds = seconds } : new { user };
        var answer = (await PostAsync("tokens", body)).Is(HttpStatusCode.OK);
        return this with { Credentials = answer["token"].GetString()! };
    }

    private async Task<RestAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Address(path.StartsWith('/') ? path : $"/v1/{Workspace}/{path}")) { Content = content };
        if (Credentials.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Credentials);
        foreach (var (name, value) in headers)
        {
            if (request.Headers.TryAddWithoutValidation(name, value)) continue;
            content!.Headers.Remove(name);
            content.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, Stop)
            .Within($"an answer to {method} {request.RequestUri}");
        return await RestAnswer.ReadAsync(response);
    }

    private Uri Address(string path) => AsWritten
        ? new(Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        : new(path, UriKind.Relative);
}
