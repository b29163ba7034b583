using System.Collections.Immutable;
using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Entities;

/// <summary>Who is to see to an entity, as one of its fields says: a user, or an array of users. Anything else in it names nobody. Pure.</summary>
public static class Assignees
{
    /// <summary>Those after the first 50 are told nothing of it: as many as one comment mentions.</summary>
    private const int Max = EntityComment.MaxMentions;

    public static ImmutableArray<string> Of(JsonFields fields, string field) => fields[field] switch
    {
        ['"', ..] and var json => [.. new[] { JsonSerializer.Deserialize<string>(json)! }.Where(Names.IsId)],
        ['[', ..] and var json => InArray(json),
        _ => [],
    };

    private static ImmutableArray<string> InArray(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.EnumerateArray()
                .Where(user => user.ValueKind == JsonValueKind.String)
                .Select(user => user.GetString()!)
                .Where(Names.IsId)
                .Distinct()
                .Take(Max),
        ];
    }
}

/// <summary>The assignees that a mutation leaves.</summary>
/// <param name="New">Those who were none before it.</param>
internal readonly record struct AssigneeChange(ImmutableArray<string> All, ImmutableArray<string> New)
{
    public static AssigneeChange Of(EntityRecord? before, EntityRecord after, string field)
    {
        var all = Assignees.Of(after.Fields, field);
        if (all.IsEmpty || before is not { Deleted: false }) return new(all, all);
        return before.Fields[field] == after.Fields[field] ? new(all, []) : new(all, [.. all.Except(Assignees.Of(before.Fields, field))]);
    }
}
