using System.Collections;
using System.Reflection;

namespace OrleansRealtime.Tests.Contracts.RollingUpgrades;

/// <summary>A value as text, with all that can be read of it: what a record says of itself leaves out what is in its lists.</summary>
internal static class Shown
{
    public static string As(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{As(key)}: {As(map[key])}").Order(StringComparer.Ordinal))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(As))}]",
        // Where and by whom it was thrown is of no meaning to the caller.
        Exception e => $"{e.GetType().Name}({As(e.Message)}, {As(e.InnerException)})",
        IFormattable or bool => FormattableString.Invariant($"{value}"),
        _ when value.GetType().Namespace?.StartsWith("OrleansRealtime", StringComparison.Ordinal) != true => value.ToString()!,
        _ => $"{value.GetType().Name}({string.Join(", ", Properties(value))})",
    };

    private static IEnumerable<string> Properties(object value) => value.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0)
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => $"{property.Name}: {As(property.GetValue(value))}");
}
