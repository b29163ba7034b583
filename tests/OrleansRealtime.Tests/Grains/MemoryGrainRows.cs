using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains;

/// <summary>The rows of one grain in memory, for classes that are tested without one.</summary>
internal sealed class MemoryGrainRows : IGrainRows
{
    private readonly SortedDictionary<(string Collection, string Id), GrainRow> _rows =
        new(Comparer<(string Collection, string Id)>.Create((a, b) => string.CompareOrdinal($"{a.Collection}\0{a.Id}", $"{b.Collection}\0{b.Id}")));

    private Task _hold = Task.CompletedTask;
    private int _dueSearches;

    /// <summary>Takes the rows of a batch as its commit would.</summary>
    public void Commit<TRecord>(CommitBatch<TRecord> batch)
        where TRecord : class
    {
        foreach (var row in batch.Rows)
        {
            if (row.Value is null) _rows.Remove((row.Collection, row.Id));
            else _rows[(row.Collection, row.Id)] = row;
        }
    }

    /// <summary>How many times rows were sought by their ids.</summary>
    public int Searches { get; private set; }

    /// <summary>How many times somebody looked for what is due.</summary>
    public int DueSearches => Volatile.Read(ref _dueSearches);

    /// <summary>Has the next search wait, and fail if the test says so.</summary>
    public TaskCompletionSource HoldSearch()
    {
        var hold = Waiting.Signal();
        _hold = hold.Task;
        return hold;
    }

    public IReadOnlyList<string> IdsIn(string collection) => [.. In(collection).Select(row => row.Id)];

    public async ValueTask<GrainRow?> FindAsync(GrainRowOwner owner, string collection, string id, CancellationToken ct = default)
    {
        await SearchAsync();
        return _rows.GetValueOrDefault((collection, id));
    }

    public async ValueTask<IReadOnlyList<GrainRow>> FindAllAsync(
        GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default)
    {
        await SearchAsync();
        return In(collection).Where(row => ids.Contains(row.Id)).ToList();
    }

    public ValueTask<IReadOnlyList<GrainRow>> ReadAsync(
        GrainRowOwner owner, string collection, GrainRowRange range, CancellationToken ct = default)
    {
        var rows = In(collection)
            .Where(row => range.After is null || string.CompareOrdinal(row.Id, range.After) > 0)
            .Where(row => range.Before is null || string.CompareOrdinal(row.Id, range.Before) < 0);
        return Result((range.Descending ? rows.Reverse() : rows).Take(range.Limit));
    }

    public async ValueTask<GrainRowPage> ReadPageAsync(
        GrainRowOwner owner, string collection, GrainRowRange range, long maxBytes = GrainRowPage.MaxBytes, CancellationToken ct = default) =>
        Page(await ReadAsync(owner, collection, range, ct), maxBytes);

    public async ValueTask<GrainRowPage> FindPageAsync(
        GrainRowOwner owner,
        string collection,
        IReadOnlyCollection<string> ids,
        bool descending,
        long maxBytes = GrainRowPage.MaxBytes,
        CancellationToken ct = default)
    {
        var found = await FindAllAsync(owner, collection, ids, ct);
        return Page(descending ? found.Reverse() : found, maxBytes);
    }

    public ValueTask<IReadOnlyList<GrainRow>> ReadOldestAsync(GrainRowOwner owner, string collection, int limit, CancellationToken ct = default) =>
        Result(In(collection).OrderBy(row => row.DueAt ?? DateTimeOffset.MaxValue).Take(limit));

    public ValueTask<IReadOnlyList<GrainRow>> ReadNewestAsync(GrainRowOwner owner, string collection, int limit, CancellationToken ct = default) =>
        Result(In(collection).OrderByDescending(row => row.DueAt ?? DateTimeOffset.MinValue).Take(limit));

    public ValueTask<long> CountAsync(GrainRowOwner owner, string collection, CancellationToken ct = default) => new(In(collection).Count());

    public ValueTask DeleteAsync(GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default)
    {
        foreach (var id in ids) _rows.Remove((collection, id));
        return ValueTask.CompletedTask;
    }

    /// <summary>Of one grain only, and no entity's.</summary>
    public ValueTask<IReadOnlyList<GrainRowPlace>> FindPlacesAsync(
        PlacedRows kind, string keyPrefix, string id, GrainRowPlace? after, int limit, CancellationToken ct = default) => new([]);

    /// <summary>Nobody has anything due.</summary>
    public ValueTask<IReadOnlyList<DueOwner>> DueOwnersAsync(DateTimeOffset now, DueOwner? after, int limit, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _dueSearches);
        return new([]);
    }

    private Task SearchAsync()
    {
        Searches++;
        var hold = _hold;
        _hold = Task.CompletedTask;
        return hold;
    }

    private IEnumerable<GrainRow> In(string collection) => _rows.Values.Where(row => row.Collection == collection);

    private static GrainRowPage Page(IEnumerable<GrainRow> rows, long maxBytes)
    {
        var filling = new PageFilling(maxBytes);
        var read = new List<GrainRow>();
        foreach (var row in rows)
        {
            read.Add(row);
            if (filling.IsFullWith(row)) break;
        }

        return filling.Page(read);
    }

    private static ValueTask<IReadOnlyList<GrainRow>> Result(IEnumerable<GrainRow> rows) => new(rows.ToList());
}
