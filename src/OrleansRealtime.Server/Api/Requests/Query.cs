using System.Globalization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>What a call takes: endpoint metadata.</summary>
/// <param name="QueryNames">Its query parameters.</param>
/// <param name="HasBody">Whether it reads a body.</param>
internal sealed record CallInput(IReadOnlyList<string> QueryNames, bool HasBody);

/// <summary>Reads query parameters. What is not as it should be is <c>bad_query</c>, with the parameter as <c>field</c>.</summary>
internal static class Query
{
    /// <summary>The value; <c>null</c> when it is not there.</summary>
    public static string? Single(HttpRequest request, string name)
    {
        var values = request.Query[name];
        return values.Count <= 1 ? values : throw Bad(name, "may be there only once");
    }

    /// <summary>A number of an item: 0 to 2^53−1.</summary>
    public static long? Cursor(HttpRequest request, string name)
    {
        if (Single(request, name) is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= Position.MaxVersion
            ? value
            : throw Bad(name, "must be a whole number, 0 or more");
    }

    /// <summary><c>after</c> and <c>before</c>, of which at most one may be there.</summary>
    public static (long? After, long? Before) Cursors(HttpRequest request)
    {
        var (after, before) = (Cursor(request, "after"), Cursor(request, "before"));
        return after is null || before is null ? (after, before) : throw Bad("before", "and 'after' exclude each other");
    }

    public static int Limit(HttpRequest request, PageLimit limit)
    {
        if (Single(request, "limit") is not { } text) return limit.Usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= limit.Most
            ? value
            : throw Bad("limit", $"must be a whole number from 1 to {limit.Most}");
    }

    /// <summary>One of some words; <c>null</c> when it is not there.</summary>
    public static string? OneOf(HttpRequest request, string name, IReadOnlyList<string> words) =>
        Single(request, name) is var text && (text is null || words.Contains(text)) ? text : throw Bad(name, $"must be {Listing(words)}");

    /// <summary>A kind, or an entity's type; <c>null</c> when it is not there.</summary>
    public static string? Word(HttpRequest request, string name) =>
        Single(request, name) is var text && (text is null || Names.IsWord(text)) ? text : throw Bad(name, "must be a word: [a-z][a-z0-9-]*");

    /// <summary>The entity that <c>type</c> and <c>id</c> name; <c>null</c> when neither is there.</summary>
    public static EntityRef? Entity(HttpRequest request)
    {
        var (type, id) = (Word(request, "type"), Single(request, "id"));
        if (type is null && id is null) return null;
        if (type is null || id is null) throw Bad(type is null ? "type" : "id", "is needed with the other");
        return Names.IsId(id) ? new(type, id) : throw Bad("id", $"must be {Names.IdRule}");
    }

    /// <summary>Refuses what the call does not know: it was meant for something.</summary>
    public static void RequireKnown(HttpContext http)
    {
        if (http.Request.Query.Count == 0) return;
        var known = http.GetEndpoint()!.Metadata.GetMetadata<CallInput>()?.QueryNames ?? [];
        if (http.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name)) is not { } unknown) return;
        throw Bad(unknown.Length <= Names.MaxFieldLength ? unknown : unknown[..Names.MaxFieldLength], "is not known here");
    }

    public static ProblemException Bad(string name, string rule) => new(ProblemCodes.BadQuery, $"'{name}' {rule}.", name);

    private static string Listing(IReadOnlyList<string> words) => $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
}
