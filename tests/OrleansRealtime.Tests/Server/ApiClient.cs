using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Tests.Server;

/// <summary>An answer of REST, read.</summary>
public sealed record Answer(int Status, HttpResponseHeaders Headers, string? ContentType, JsonElement Body)
{
    public string? Code => this["code"];

    public string? Position => this["position"];

    public string? ETag => Headers.ETag?.ToString();

    public bool Replayed => Headers.TryGetValues("Idempotency-Replayed", out var values) && values.Single() == "true";

    /// <summary>A member of the body: text as it is, anything else as JSON; <c>null</c> when it is not there.</summary>
    public string? this[string member] =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(member, out var value) ? value.ToString() : null;

    public Answer Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Body}");
        if (status >= 400)
        {
            Assert.Equal("application/problem+json", ContentType);
            Assert.Equal(status, ProblemCodes.Of(Code!).Status);
        }

        return this;
    }

    public Answer Expect(int status, string code)
    {
        Assert.True(Status == status && Code == code, $"Expected {status} {code}, got {Status}: {Body}");
        return Expect(status);
    }
}

/// <summary>Calls REST as one caller in one workspace.</summary>
public sealed class ApiClient(HttpClient http, string? credential, string workspace)
{
    public string Workspace => workspace;

    /// <param name="path">Below the workspace.</param>
    /// <param name="body">JSON text.</param>
    /// <param name="headers">"Name: value"</param>
    public Task<Answer> SendAsync(string method, string path, string? body = null, params string[] headers) => SendContentAsync(
        method, $"/v1/{workspace}{path}", body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public async Task<Answer> SendContentAsync(string method, string address, HttpContent? content, params string[] headers)
    {
        using var request = new HttpRequestMessage(new(method), Exactly(address)) { Content = content };
        if (credential is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential}");
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        var cancelled = TestContext.Current.CancellationToken;
        using var response = await http.SendAsync(request, cancelled);
        var text = await response.Content.ReadAsStringAsync(cancelled);
        var isJson = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
        return new(
            (int)response.StatusCode,
            response.Headers,
            response.Content.Headers.ContentType?.ToString(),
            isJson ? JsonSerializer.Deserialize<JsonElement>(text) : default);
    }

    /// <summary>To the real web server the address as it is written: a URI would be made canonical, without dots and with other escapes. The one
    /// that only plays a web server takes no other.</summary>
    private Uri Exactly(string address) => http.BaseAddress!.IsDefaultPort
        ? new(address, UriKind.Relative)
        : new(http.BaseAddress.GetLeftPart(UriPartial.Authority) + address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public Task<Answer> GetAsync(string path, params string[] headers) => SendAsync("GET", path, null, headers);

    public async Task<string> TokenAsync(string user, int ttlSeconds = 3600) =>
        (await SendAsync("POST", "/tokens", $$"""{"user":"{{user}}","ttlSeconds":{{ttlSeconds}}}""")).Expect(200)["token"]!;

    /// <summary>A new entity with one field, <c>title</c>; answers its path.</summary>
    public async Task<string> CreateAsync(string title = "one")
    {
        var path = $"/entities/workitem/{Guid.NewGuid():n}";
        (await SendAsync("PUT", path, $$$"""{"fields":{"title":"{{{title}}}"}}""")).Expect(201);
        return path;
    }
}
