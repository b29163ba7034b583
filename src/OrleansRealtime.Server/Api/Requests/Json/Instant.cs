using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>A moment as RFC 3339 writes it. The serializer would also take a day, or a time without an offset, and then mean another moment on
/// another machine.</summary>
internal static partial class Instant
{
    public static bool IsOne(JsonElement json) => json.ValueKind == JsonValueKind.String && Find(json.GetString()!) is not null;

    /// <summary>The moment that a text names; <c>null</c> when it names none.</summary>
    public static DateTimeOffset? Find(string text) =>
        WithOffset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.ToUniversalTime()
            : null;

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex WithOffset();
}
