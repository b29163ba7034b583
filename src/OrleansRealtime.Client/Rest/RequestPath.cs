using System.Globalization;

namespace OrleansRealtime.Client.Rest;

/// <summary>Addresses below a workspace, so written that the server finds what the application meant: <c>43?x=</c> is an id, and no query.</summary>
internal static class RequestPath
{
    private const int MaxLength = 128;

    /// <exception cref="RealtimeException"><see cref="ErrorCodes.BadKey"/></exception>
    public static string Of(EntityRef entity) => $"entities/{Segment(entity.Type, "type", ErrorCodes.BadKey)}/{Segment(entity.Id, "id", ErrorCodes.BadKey)}";

    /// <exception cref="RealtimeException"><see cref="ErrorCodes.BadUser"/></exception>
    public static string OfUser(string user) => Segment(user, "user", ErrorCodes.BadUser);

    /// <summary>Those that have a value.</summary>
    public static string Query(params (string Name, object? Value)[] parameters)
    {
        var given = parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(Convert.ToString(parameter.Value, CultureInfo.InvariantCulture)!)}")
            .ToList();
        return given.Count == 0 ? "" : $"?{string.Join('&', given)}";
    }

    private static string Segment(string? text, string what, string code) => IsName(text)
        ? Uri.EscapeDataString(text!)
        : throw new RealtimeException(code, $"The {what} is 1 to 128 characters without control characters and /, and neither . nor ...");

    /// <summary>A slash parts the server's keys, dots are taken away by whoever reads an address, and half of a surrogate pair is no text.</summary>
    private static bool IsName(string? text) =>
        text is { Length: > 0 and <= MaxLength } and not ("." or "..") && !text.Any(character => character == '/' || char.IsControl(character)) && IsWhole(text);

    private static bool IsWhole(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return false;
            at++;
        }

        return true;
    }
}
