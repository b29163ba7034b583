using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>What a call takes as its body.</summary>
/// <param name="MaxBytes">The largest body.</param>
/// <param name="Levels">How many levels stand around an entity's fields: fields nest 16 levels wherever they stand.</param>
/// <param name="MergePatch">Whether <c>application/merge-patch+json</c> will do, too.</param>
internal sealed record BodyRule(int MaxBytes, int Levels = 0, bool MergePatch = false)
{
    private const int KiB = 1024;

    public static readonly BodyRule Usual = new(64 * KiB);
    public static readonly BodyRule Patch = new(64 * KiB, MergePatch: true);

    /// <summary>{"fields":{…}}: an entity of 256 KiB and what white space a client may add.</summary>
    public static readonly BodyRule Put = new(320 * KiB, Levels: 1);

    /// <summary>A thousand of the longest user ids in UTF-8, and all that else there may be.</summary>
    public static readonly BodyRule Notification = new(512 * KiB);

    /// <summary>A hundred of the longest user ids, however they are escaped.</summary>
    public static readonly BodyRule Names = new(96 * KiB);

    /// <summary>{"operations":[{"fields":{…}}]}</summary>
    public static readonly BodyRule Batch = new(1024 * KiB, Levels: 3);

    /// <summary>The largest of all: what the web server lets through.</summary>
    public static readonly int Largest = Batch.MaxBytes;
}

/// <summary>The one place where a body is read: its type, its size, its JSON. What comes out is well-formed UTF-8 JSON without duplicate
/// properties, of bounded depth, whose every string can be read.</summary>
internal static class JsonBody
{
    /// <summary>The body's root. It lives until the response is done.</summary>
    /// <exception cref="ProblemException">The body is not one that the rule allows.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext http, BodyRule rule)
    {
        CheckContentType(http.Request, rule);
        // How fast a body comes is the client's affair.
        CallTime.Current?.Pause();
        ReadOnlyMemory<byte> body = await ReadBytesAsync(http, rule.MaxBytes);
        CallTime.Current?.Resume();
        // Some clients begin UTF-8 with the mark of a byte order that it does not have.
        if (body.Span.StartsWith(Encoding.UTF8.Preamble)) body = body[Encoding.UTF8.Preamble.Length..];
        var document = Parse(body, WireJson.MaxDepth + rule.Levels);
        http.Response.RegisterForDispose(document);
        if (http.Features.Get<CallPermits>() is { } permits) await permits.EnterAsync(http);
        return document.RootElement;
    }

    internal static JsonDocument Parse(ReadOnlyMemory<byte> body, int maxDepth)
    {
        // The parser takes an escaped half of a surrogate pair, and whoever reads the string later fails.
        if (!Utf8.IsValid(body.Span) || MayEscapeSurrogates(body.Span)) JsonCheck.Run(body.Span, maxDepth);
        try
        {
            return JsonDocument.Parse(body, new() { MaxDepth = maxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            // The parser says where, in words; callers want a code. Only bad bodies are read a second time.
            JsonCheck.Run(body.Span, maxDepth);
            throw;
        }
    }

    private static void CheckContentType(HttpRequest request, BodyRule rule)
    {
        var ok = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || (rule.MergePatch && type.MediaType.Equals("application/merge-patch+json", StringComparison.OrdinalIgnoreCase)))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (ok) return;
        var types = rule.MergePatch ? "application/merge-patch+json or application/json" : "application/json";
        throw new ProblemException(ProblemCodes.WrongContentType, $"This call takes {types}, in UTF-8.", "Content-Type");
    }

    private static async Task<byte[]> ReadBytesAsync(HttpContext http, int maxBytes)
    {
        if (http.Request.ContentLength > maxBytes) throw TooLarge(maxBytes);
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await ReadAsync(reader, http.RequestAborted);
            var buffer = result.Buffer;
            // A chunked body does not say its size before.
            if (buffer.Length > maxBytes)
            {
                reader.AdvanceTo(buffer.End);
                throw TooLarge(maxBytes);
            }

            if (result.IsCompleted)
            {
                var bytes = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return bytes;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // The client, not one of ours, that did not do its part. So the web server calls a chunk whose size no number holds, too.
            throw new ProblemException(ProblemCodes.BadBody, "The body broke off, or its chunks are none.", inner: e);
        }
    }

    private static ProblemException TooLarge(int maxBytes) => new(ProblemCodes.BodyTooLarge, $"This call takes at most {maxBytes / 1024} KiB.");

    private static bool MayEscapeSurrogates(ReadOnlySpan<byte> body) => body.IndexOf("\\ud"u8) >= 0 || body.IndexOf("\\uD"u8) >= 0;
}
