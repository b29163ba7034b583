using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary><c>Idempotency-Key</c>: reads it, and makes of it what the grains compare.</summary>
internal static class IdempotencyHeader
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";
    private const int MaxLength = 255;

    /// <summary>The header, or <c>null</c> when there is none.</summary>
    public static string? Read(HttpRequest request)
    {
        var header = request.Headers[Header];
        if (header.Count == 0) return null;
        return header is [{ Length: >= 1 and <= MaxLength } key] && key.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
            ? key
            : throw new ProblemException(ProblemCodes.BadIdempotencyKey, field: Header);
    }

    /// <summary>Says of an answer that it was given before, if it was.</summary>
    public static void Answer(HttpResponse response, bool isReplayed)
    {
        if (isReplayed) response.Headers[ReplayedHeader] = "true";
    }

    /// <summary>The identity of this request, when it has a key.</summary>
    public static IdempotencyKey? Of(HttpContext http, JsonElement? body)
    {
        var call = ApiCall.Of(http);
        var request = http.Request;
        return call.IdempotencyKey is { } key
            ? Of(call, key, body, request.Method, request.Path.Value, request.Headers.IfMatch, request.Headers.IfNoneMatch)
            : null;
    }

    /// <summary>The identity of one operation of a batch.</summary>
    public static IdempotencyKey? OfOperation(ApiCall call, int index, JsonElement operation) => call.IdempotencyKey is { } key
        ? Of(call, string.Create(CultureInfo.InvariantCulture, $"{key}#{index}"), operation, "operation")
        : null;

    private static IdempotencyKey Of(ApiCall call, string key, JsonElement? body, params string?[] request)
    {
        // The actor belongs to what is asked, not to who asks: one key means one thing, whomever it is done for.
        var id = Digest(body: null, call.Workspace, call.Caller.Identity, key);
        return new(id, Digest(body, [call.Actor, .. request]), call.Caller.User);
    }

    /// <summary>Texts as one JSON array, so that no two lists run into the same bytes.</summary>
    private static string Digest(JsonElement? body, params string?[] texts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var text in texts) writer.WriteStringValue(text);
            if (body is { } json) CanonicalJson.Write(writer, json);
            writer.WriteEndArray();
        }

        return Base64Url.EncodeToString(SHA256.HashData(buffer.WrittenSpan));
    }
}
