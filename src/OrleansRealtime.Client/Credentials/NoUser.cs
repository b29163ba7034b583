namespace OrleansRealtime.Client.Credentials;

/// <summary>Stands where a user's token is wanted and nobody has said whose.</summary>
internal sealed class NoUser : ICredentials
{
    public static RealtimeException Failure => new(ErrorCodes.UserRequired, "An API key has no inbox and watches nothing by itself: name the user with client.For(user).");

    public ValueTask<string> GetAsync(CancellationToken cancellation) => throw Failure;

    public bool Refuse(string refused) => false;
}
