namespace OrleansRealtime.Import;

/// <summary>What an import has come to. Any thread may count.</summary>
internal sealed class ImportCounts
{
    private long _lines;
    private long _created;
    private long _there;
    private long _followers;
    private long _comments;

    /// <summary>Lines that are done with, however they ended.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Made now, or by an earlier run of the same file.</summary>
    public long Created => Interlocked.Read(ref _created);

    /// <summary>There before, and left as they were.</summary>
    public long There => Interlocked.Read(ref _there);

    public long Followers => Interlocked.Read(ref _followers);

    public long Comments => Interlocked.Read(ref _comments);

    /// <summary>What the platform refused.</summary>
    public Findings Failures { get; } = new();

    public void Done() => Interlocked.Increment(ref _lines);

    public void HasCreated() => Interlocked.Increment(ref _created);

    public void WasThere() => Interlocked.Increment(ref _there);

    public void Followed(int users) => Interlocked.Add(ref _followers, users);

    public void Commented() => Interlocked.Increment(ref _comments);
}
