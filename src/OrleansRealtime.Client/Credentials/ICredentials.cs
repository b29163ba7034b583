namespace OrleansRealtime.Client.Credentials;

/// <summary>What a request shows to say who sends it.</summary>
internal interface ICredentials
{
    /// <exception cref="RealtimeException">There are none.</exception>
    ValueTask<string> GetAsync(CancellationToken cancellation);

    /// <summary>The server took them for nothing.</summary>
    /// <returns>Whether others may be had.</returns>
    bool Refuse(string refused);
}
