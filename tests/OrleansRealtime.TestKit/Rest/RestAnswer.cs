using System.Net;

namespace OrleansRealtime.TestKit.Rest;

/// <summary>What came back: status, headers, JSON.</summary>
public sealed record RestAnswer(string Request, HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonElement Json { get; } = Parse(Text);

    /// <summary>The problem's code, where the body is a problem.</summary>
    public string? Code => Find("code");

    public string? ETag => Headers.GetValueOrDefault("ETag");

    public bool Replayed => Headers.GetValueOrDefault("Idempotency-Replayed") == "true";

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The entity's position, where the body is a state.</summary>
    public string Position => Json.GetProperty("position").GetString()!;

    public JsonElement this[string member] => Json.GetProperty(member);

    /// <summary>A member as text, anything but text as JSON; <c>null</c> when it is not there.</summary>
    public string? Find(string member) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(member, out var value) ? value.ToString() : null;

    public static async Task<RestAnswer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var request = $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.PathAndQuery}";
        return new(request, response.StatusCode, headers, await response.Content.ReadAsStringAsync());
    }

    /// <summary>This, provided that it has the status.</summary>
    public RestAnswer Is(HttpStatusCode status)
    {
        Unexpected.Unless(Status == status, $"{Request} answered {(int)Status} instead of {(int)status}: {Text}");
        return this;
    }

    public RestAnswer Is(int status) => Is((HttpStatusCode)status);

    /// <summary>This, provided that it is a problem as the protocol has it.</summary>
    public RestAnswer IsProblem(int status, string code)
    {
        Is((HttpStatusCode)status);
        var isProblem = Headers["Content-Type"].Split(';')[0] == "application/problem+json"
            && Json.GetProperty("code").GetString() == code
            && Json.GetProperty("status").GetInt32() == status
            && Json.GetProperty("title").GetString() is not ""
            && Json.GetProperty("type").GetString() is not "";
        Unexpected.Unless(isProblem, $"{Request} answered no problem '{code}' as the protocol has it: {Headers["Content-Type"]} {Text}");
        return this;
    }

    public override string ToString() => $"{Request} → {(int)Status} {Text}";

    private static JsonElement Parse(string text)
    {
        if (text is not ['{' or '[', ..]) return default;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
