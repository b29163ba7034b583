namespace OrleansRealtime.Grains.Commits;

/// <summary>One commit in the making: the record as it will be, and the rows that become durable with it.</summary>
internal sealed class CommitBatch<TRecord>(TRecord? committed)
    where TRecord : class
{
    private readonly Dictionary<(string Collection, string Id), GrainRow> _rows = [];

    /// <summary>The record after all operations so far; <c>null</c> while the grain has none.</summary>
    public TRecord? Record { get; private set; } = committed;

    /// <summary>Whether there is anything to write.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>The rows to write, each once: of several for one id the last.</summary>
    public IReadOnlyList<GrainRow> Rows => [.. _rows.Values];

    public void Set(TRecord record)
    {
        Record = record;
        IsDirty = true;
    }

    /// <summary>Leaves no record; rows stay.</summary>
    public void Forget()
    {
        Record = null;
        IsDirty = true;
    }

    public void Add(GrainRow row)
    {
        _rows[(row.Collection, row.Id)] = row;
        IsDirty = true;
    }

    /// <summary>The row that an earlier operation of this commit wrote, for a later one that must not look past it into storage.</summary>
    public bool TryGetRow(string collection, string id, out GrainRow row) => _rows.TryGetValue((collection, id), out row!);
}
