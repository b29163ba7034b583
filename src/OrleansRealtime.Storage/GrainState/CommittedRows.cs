using System.Text;
using System.Text.Json;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>The rows of one commit as they are stored: of two with one name the later, values as <see cref="CompactJson"/>.</summary>
internal static class CommittedRows
{
    /// <summary>Throws where there is half a surrogate pair.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">A name is empty or holds U+0000, or a name or a value holds half a surrogate pair.</exception>
    /// <exception cref="JsonException">A value is no JSON.</exception>
    public static IReadOnlyList<GrainRow> Of(IReadOnlyList<GrainRow> rows) => rows.Count switch
    {
        0 => rows,
        1 => [Stored(rows[0])],
        _ => [.. rows.Reverse().DistinctBy(row => (row.Collection, row.Id)).Reverse().Select(Stored)],
    };

    private static GrainRow Stored(GrainRow row)
    {
        RequireName(row.Collection, nameof(GrainRow.Collection));
        RequireName(row.Id, nameof(GrainRow.Id));
        var value = row.Value is null ? null : CompactJson.Of(row.Value);
        return row with { Value = value is "null" ? null : value };
    }

    // PostgreSQL has no U+0000 in its texts, and SQLite would end one there.
    private static void RequireName(string name, string property)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('\0'))
            throw new ArgumentException($"A row's {property} is neither empty nor contains U+0000.");
        Utf8.GetByteCount(name);
    }
}
