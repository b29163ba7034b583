using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>How to read an item of an inbox, or a <c>notification</c> frame.</summary>
internal static partial class InboxItems
{
    public static string Kind(this JsonElement item) => item.GetProperty("kind").GetString()!;

    public static string Entity(this JsonElement item) => item.GetProperty("entity").GetProperty("id").GetString()!;

    /// <summary>Whether it says which operation it is about.</summary>
    public static bool HasText(this JsonElement item) => item.Kind() is "commented" or "mentioned" or "notice";

    /// <summary>What an item stands for: itself, or what was grouped with it.</summary>
    public static IEnumerable<JsonElement> Changes(this JsonElement item) => item.TryGetProperty("changes", out var changes) ? changes.EnumerateArray() : [item];

    public static string Id(this JsonElement change) => change.GetProperty("id").GetString()!;

    public static string Body(this JsonElement change) => change.TryGetProperty("body", out var body) ? body.GetString()! : "";

    /// <summary>The operations that it names: by their texts, or the fields that they changed, as far as those are told.</summary>
    public static IEnumerable<int> OperationsIn(this JsonElement change) =>
        Named().Matches(change.Body()).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    public static bool Is(this JsonElement item, string member) => item.GetProperty(member).GetBoolean();

    public static long Number(this JsonElement body, string member) => body.GetProperty(member).GetInt64();

    [GeneratedRegex(@"\bo(?:p )?(\d+)\b")]
    private static partial Regex Named();
}
