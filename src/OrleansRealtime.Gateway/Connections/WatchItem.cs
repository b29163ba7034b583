using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>One item of a Watch or Unwatch, its names not checked yet.</summary>
/// <param name="IsMalformed">It has another shape, and its names are what could be read of them: they go into its answer.</param>
internal sealed record WatchItem(string Type, string Id, string? Position, bool IsMalformed = false)
{
    private static readonly WatchItem Nothing = new("", "", null, IsMalformed: true);

    /// <summary>Reads the argument of a call. An item is read strictly, because what is there that nobody knows was meant for something; one that is
    /// malformed is answered by itself.</summary>
    /// <param name="max">The most items that are read.</param>
    /// <exception cref="CallRefusedException">It is no list, or one with more items.</exception>
    public static IReadOnlyList<WatchItem> ReadAll(JsonElement items, int max)
    {
        if (items.ValueKind != JsonValueKind.Array) throw new CallRefusedException(ProblemCodes.BadBody, "The argument is a list of items.");
        if (items.GetArrayLength() > max) throw new CallRefusedException(ProblemCodes.TooManyItems);
        return [.. items.EnumerateArray().Select(Read)];
    }

    /// <summary>The entity that it names, if it names one.</summary>
    public EntityKey KeyIn(string workspace) => new(workspace, Type, Id);

    /// <param name="key">The entity, whose names are of their alphabets.</param>
    /// <param name="position">What the client has; <c>null</c> = nothing.</param>
    /// <param name="problem">What is wrong with the item.</param>
    public bool TryRead(string workspace, out EntityKey key, out Contracts.Entities.Position? position, [NotNullWhen(false)] out ProblemCode? problem)
    {
        (key, position) = (KeyIn(workspace), null);
        if (IsMalformed) problem = ProblemCodes.BadBody;
        else if (!key.IsValid) problem = ProblemCodes.BadKey;
        else if (Position is null) problem = null;
        else if (!Contracts.Entities.Position.TryParse(Position, out var parsed)) problem = ProblemCodes.BadPosition;
        else (position, problem) = (parsed, null);
        return problem is null;
    }

    private static WatchItem Read(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) return Nothing;
        string? type = null, id = null, position = null;
        var isMalformed = false;
        foreach (var property in item.EnumerateObject())
        {
            var text = JsonText.Of(property.Value);
            switch (JsonText.NameOf(property))
            {
                case "type":
                    type = text;
                    break;
                case "id":
                    // A number is no id, but its sender knows it again.
                    id = text ?? (property.Value.ValueKind == JsonValueKind.Number ? property.Value.GetRawText() : null);
                    isMalformed |= text is null;
                    break;
                case "position":
                    position = text;
                    isMalformed |= text is null && property.Value.ValueKind != JsonValueKind.Null;
                    break;
                default:
                    isMalformed = true;
                    break;
            }
        }

        return new(type ?? "", id ?? "", position, isMalformed || type is null || id is null);
    }
}

/// <summary>What came of one item of a Watch.</summary>
/// <param name="Position">Where the entity stands; the frames lead there.</param>
/// <param name="Watched">It is not there, and watched all the same.</param>
public sealed record WatchResult(
    string Type,
    string Id,
    bool Ok,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Watched = false)
{
    internal static WatchResult Accepted(WatchItem item, Position at) => new(item.Type, item.Id, true, null, at.ToString());

    internal static WatchResult Refused(WatchItem item, ProblemCode code) => new(item.Type, item.Id, false, code.Code, null);

    internal static WatchResult Absent(WatchItem item, ProblemCode code) => new(item.Type, item.Id, false, code.Code, null, Watched: true);
}
