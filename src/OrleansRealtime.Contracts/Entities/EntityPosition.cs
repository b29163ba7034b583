namespace OrleansRealtime.Contracts.Entities;

/// <summary>What an entity's lease answers say: its position, and which view of its viewers is the newest. A feed that has another view asks
/// the entity for the newest; where none is named, it asks nothing.</summary>
/// <param name="Position">Empty when there is no entity.</param>
/// <param name="Presence">What names the newest view of presence; <c>null</c> when nobody was told of since the entity's activation.</param>
public readonly record struct EntityPosition(string Position, string? Presence)
{
    public static EntityPosition Parse(string text)
    {
        var at = text.IndexOf(' ', StringComparison.Ordinal);
        return at < 0 ? new(text, null) : new(text[..at], text[(at + 1)..]);
    }

    public override string ToString() => Presence is null ? Position : $"{Position} {Presence}";
}
