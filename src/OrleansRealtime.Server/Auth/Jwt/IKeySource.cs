namespace OrleansRealtime.Server.Auth.Jwt;

/// <summary>Where an identity provider's keys are.</summary>
internal interface IKeySource
{
    /// <summary>For people.</summary>
    string Name { get; }

    /// <summary>Whether they are on this machine, so that a server without them need not start.</summary>
    bool IsLocal { get; }

    /// <summary>When keys are looked for anew though all that are needed are known: one that was withdrawn is taken for so long.</summary>
    TimeSpan MaxAge { get; }

    /// <summary>The least time between two looks.</summary>
    TimeSpan Pause { get; }

    /// <exception cref="InvalidDataException">What is there are no keys.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    Task<KeySet> LoadAsync(CancellationToken cancellationToken);
}
