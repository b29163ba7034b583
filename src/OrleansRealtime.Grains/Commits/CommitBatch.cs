using System.Collections.Immutable;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Grains.Commits;

/// <summary>
/// One commit in the making: the record as it will be, the rows that become durable with it, and its effects: what the grain tells and
/// remembers once all of that is durable. An operation adds to it whole or, when it throws, not at all; so whatever an operation leaves
/// behind belongs in here.
/// </summary>
internal sealed class CommitBatch<TRecord>(TRecord? committed) : ICommitRows
    where TRecord : class
{
    private readonly Dictionary<(string Collection, string Id), GrainRow> _rows = [];
    // What the operation under way wrote over, so that a failure costs nothing but itself.
    private readonly List<((string Collection, string Id) Key, GrainRow? Row)> _replaced = [];
    private ImmutableDictionary<Type, object> _effects = ImmutableDictionary<Type, object>.Empty;

    /// <summary>The record after all operations so far; <c>null</c> while the grain has none.</summary>
    public TRecord? Record { get; private set; } = committed;

    /// <summary>Whether there is anything to write.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>The rows to write, each once: of several for one id the last.</summary>
    public IReadOnlyList<GrainRow> Rows => [.. _rows.Values];

    /// <summary>Applies one operation: all that it does, or nothing when it throws.</summary>
    public TAnswer Apply<TAnswer>(Func<CommitBatch<TRecord>, TAnswer> operation)
    {
        var (record, effects, isDirty) = (Record, _effects, IsDirty);
        _replaced.Clear();
        try
        {
            return operation(this);
        }
        catch
        {
            (Record, _effects, IsDirty) = (record, effects, isDirty);
            for (var i = _replaced.Count - 1; i >= 0; i--) Restore(_replaced[i].Key, _replaced[i].Row);
            throw;
        }
    }

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

    /// <exception cref="NotStorableException">The row's id is one that no store can hold.</exception>
    public void Add(GrainRow row)
    {
        GrainRow.RequireId(row.Collection, row.Id);
        var key = (row.Collection, row.Id);
        _replaced.Add((key, _rows.GetValueOrDefault(key)));
        _rows[key] = row;
        IsDirty = true;
    }

    public bool TryGetRow(string collection, string id, out GrainRow row) => _rows.TryGetValue((collection, id), out row!);

    public T Effects<T>()
        where T : class, new() => _effects.TryGetValue(typeof(T), out var effects) ? (T)effects : new();

    public void SetEffects<T>(T effects)
        where T : class, new() => _effects = _effects.SetItem(typeof(T), effects);

    private void Restore((string Collection, string Id) key, GrainRow? row)
    {
        if (row is null) _rows.Remove(key);
        else _rows[key] = row;
    }
}
