namespace OrleansRealtime.Client.Credentials;

/// <summary>There is one key, and no other to ask for.</summary>
internal sealed class ApiKeyCredentials(string key) : ICredentials
{
    public ValueTask<string> GetAsync(CancellationToken cancellation) => new(key);

    public bool Refuse(string refused) => false;
}
