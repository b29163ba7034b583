namespace OrleansRealtime.Client;

/// <summary>Names an entity of the client's workspace.</summary>
/// <param name="Type"><c>[a-z][a-z0-9-]{0,62}</c></param>
/// <param name="Id">1 to 128 characters, no control character and no <c>/</c>, and neither <c>.</c> nor <c>..</c>.</param>
public readonly record struct EntityRef(string Type, string Id)
{
    public override string ToString() => $"{Type}/{Id}";
}
