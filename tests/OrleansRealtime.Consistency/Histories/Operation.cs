namespace OrleansRealtime.Consistency.Histories;

internal enum Doing
{
    /// <summary>PUT with If-None-Match: the field <c>created</c> = the operation's number.</summary>
    Create,

    /// <summary>PATCH: the fields <c>o</c>number and <c>last</c> = the operation's number. Each changes something, so each is one version.</summary>
    Patch,

    /// <summary>A comment with the text <c>op </c>number.</summary>
    Comment,

    Delete,
    Follow,
    Unfollow,

    /// <summary>A notification of kind <c>notice</c> to all users, about the entity, with the text <c>op </c>number.</summary>
    Notify,
}

/// <summary>One thing that a writer wants done, once, however often it asks.</summary>
/// <param name="Number">Names it in the entity, for ever.</param>
/// <param name="Actor">Whom it is done for; <c>null</c>: a server's own doing.</param>
/// <param name="User">Who follows, or does no more; who is mentioned.</param>
/// <param name="IsKeyed">Whether it goes under an Idempotency-Key, and so may be asked for again.</param>
internal sealed record Operation(int Number, Doing Doing, string Entity, string? Actor = null, string? User = null, bool IsKeyed = true)
{
    /// <summary>Whether it makes a version when it goes through.</summary>
    public bool IsVersion => Doing is Doing.Create or Doing.Patch or Doing.Comment or Doing.Delete;

    public string Field => $"o{Number}";

    public string Text => $"op {Number}";

    public override string ToString() =>
        $"op {Number}: {Doing} {Entity}{(Actor is null ? "" : $" as {Actor}")}{(User is null ? "" : $" of {User}")}{(IsKeyed ? "" : ", no key")}";
}
