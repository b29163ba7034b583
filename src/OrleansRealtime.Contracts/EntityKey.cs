namespace OrleansRealtime.Contracts;

/// <summary>Which entity: <c>workspace/type/id</c>, as in grain keys and stream keys. A grain key never lacks the slashes: the AdoNet
/// provider would take a bare <c>42</c> for a number.</summary>
[GenerateSerializer, Immutable, Alias("entity-key")]
public readonly record struct EntityKey([property: Id(0)] string Workspace, [property: Id(1)] string Type, [property: Id(2)] string Id)
{
    /// <summary>Whether the three names are of their alphabets (<see cref="Names"/>).</summary>
    public bool IsValid => Names.IsWord(Workspace) && Names.IsWord(Type) && Names.IsId(Id);

    /// <summary>Reads back what <see cref="ToString"/> wrote. An id without a slash is any: what was stored when other ones were allowed is
    /// still there.</summary>
    /// <exception cref="FormatException">The text is no such key.</exception>
    public static EntityKey Parse(string text) => text.Split('/') is [var workspace, var type, { Length: > 0 } id] && Names.IsWord(workspace) && Names.IsWord(type)
        ? new(workspace, type, KeyText.Unescape(id))
        : throw new FormatException($"'{text}' is not workspace/type/id.");

    public override string ToString() => $"{Workspace}/{Type}/{KeyText.Escape(Id)}";
}
