namespace OrleansRealtime.Storage.Secrets;

/// <summary>
/// What all processes of a service have to know and nobody else, in the database that they share. There is none on SQLite, where one process keeps
/// its secrets in its data folder. Synchronous, because those who ask are: the framework's key ring, and a start.
/// </summary>
public interface ISharedSecrets
{
    string? Find(string name);

    /// <summary>All whose names begin with <paramref name="prefix"/>, by name.</summary>
    IReadOnlyList<string> ReadAll(string prefix);

    /// <summary>Stores a secret, unless there is one of that name.</summary>
    void Add(string name, string value);

    /// <summary>Runs <paramref name="make"/> in one process at a time: of several that start at once, one makes what is missing.</summary>
    /// <exception cref="StorageStartException">Another process does not come to an end with it.</exception>
    void Exclusively(Action make);
}
