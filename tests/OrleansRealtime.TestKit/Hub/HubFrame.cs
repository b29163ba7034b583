namespace OrleansRealtime.TestKit.Hub;

/// <summary>One invocation by the server: its name, its only argument.</summary>
internal sealed record HubFrame(string Name, JsonElement Body)
{
    public JsonElement this[string member] => Body.GetProperty(member);

    public string Text(string member) => Body.GetProperty(member).GetString()!;

    /// <summary>A member as text, whatever it is; <c>null</c> when it is not there.</summary>
    public string? Find(string member) => Body.TryGetProperty(member, out var value) ? value.ToString() : null;

    public bool Has(string member) => Body.TryGetProperty(member, out _);

    /// <summary>Whether it is about this entity.</summary>
    public bool IsOf(string type, string id) =>
        Body.TryGetProperty("type", out var itsType) && Body.TryGetProperty("id", out var itsId)
        && itsType.GetString() == type && itsId.GetString() == id;

    public override string ToString() => $"{Name} {Body}";
}

/// <summary>The answer to a call of the client's.</summary>
/// <param name="FramesBefore">How many frames had come when it came.</param>
internal sealed record HubReply(JsonElement Result, string? Error, int FramesBefore)
{
    /// <summary>The stable word that a failed call's text begins with.</summary>
    public string? Code => Error?.Split(':')[0];

    public JsonElement Ok
    {
        get
        {
            Unexpected.Unless(Error is null, $"The call failed: {Error}");
            return Result;
        }
    }
}
