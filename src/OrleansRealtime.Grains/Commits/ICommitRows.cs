namespace OrleansRealtime.Grains.Commits;

/// <summary>A commit in the making, for those who keep rows and do not know the record.</summary>
internal interface ICommitRows
{
    void Add(GrainRow row);

    /// <summary>The row that an earlier operation of this commit wrote, for a later one that must not look past it into storage.</summary>
    bool TryGetRow(string collection, string id, out GrainRow row);

    /// <summary>What the operations so far have happen once they are durable; of each type one, at first a new one.</summary>
    /// <typeparam name="T">Immutable: an operation that throws leaves what was there before it.</typeparam>
    T Effects<T>()
        where T : class, new();

    void SetEffects<T>(T effects)
        where T : class, new();
}
