using System.Text.Json;

namespace OrleansRealtime.Client.Rest;

/// <summary>One call, the same in all of its tries.</summary>
/// <param name="Path">Below the workspace, escaped, with its query.</param>
internal sealed record RestCall(HttpMethod Method, string Path)
{
    public byte[]? Body { get; init; }

    public string? IfMatch { get; init; }

    public string? IfNoneMatch { get; init; }

    /// <summary>Every mutation has one; a reading none.</summary>
    public string? IdempotencyKey { get; init; }

    public static RestCall Read(string path) => new(HttpMethod.Get, path);

    /// <param name="body">What becomes the body, as the protocol's JSON; <c>null</c>: there is none.</param>
    /// <param name="key">Drawn when absent.</param>
    public static RestCall Mutate(HttpMethod method, string path, object? body = null, string? key = null) => new(method, path)
    {
        Body = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Options),
        IdempotencyKey = CheckedKey(key) ?? Guid.NewGuid().ToString("n"),
    };

    private static string? CheckedKey(string? key) => key is null || (key.Length is > 0 and <= 255 && key.All(character => character is > ' ' and < '\x7f'))
        ? key
        : throw new RealtimeException(ErrorCodes.BadIdempotencyKey, "An idempotency key is 1 to 255 visible ASCII characters.");
}
