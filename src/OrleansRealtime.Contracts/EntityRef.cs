namespace OrleansRealtime.Contracts;

/// <summary>An entity within a workspace that is known from the context.</summary>
[GenerateSerializer, Immutable, Alias("entity-ref")]
public sealed record EntityRef(string Type, string Id)
{
    /// <summary>Reads <c>type/id</c>; <c>null</c> when the text is none, or the names are not of their alphabets (<see cref="Names"/>).</summary>
    public static EntityRef? Parse(string text) =>
        text.Split('/') is [var type, var id] && Names.IsWord(type) && Names.IsId(id) ? new(type, id) : null;
}
