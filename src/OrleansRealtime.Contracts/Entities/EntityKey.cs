namespace OrleansRealtime.Contracts.Entities;

/// <summary>Which entity: <c>workspace/type/id</c>, as in grain keys and stream keys. A grain key never lacks the slashes: the AdoNet
/// provider would take a bare <c>42</c> for a number.</summary>
[GenerateSerializer, Immutable, Alias("entity-key")]
public readonly record struct EntityKey([property: Id(0)] string Workspace, [property: Id(1)] string Type, [property: Id(2)] string Id)
{
    /// <summary>Whether the three names are of their alphabets (<see cref="Names"/>).</summary>
    public bool IsValid => Names.IsWord(Workspace) && Names.IsWord(Type) && Names.IsId(Id);

    /// <summary>Reads back what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no such key.</exception>
    public static EntityKey Parse(string text)
    {
        var parts = text.Split('/');
        var key = parts.Length == 3 ? new EntityKey(parts[0], parts[1], parts[2]) : default;
        return key.IsValid ? key : throw new FormatException($"'{text}' is not workspace/type/id.");
    }

    public override string ToString() => $"{Workspace}/{Type}/{Id}";
}
