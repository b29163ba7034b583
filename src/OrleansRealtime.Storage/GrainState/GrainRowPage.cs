namespace OrleansRealtime.Storage.GrainState;

/// <summary>Rows that were read as far as their size allowed.</summary>
/// <param name="IsCut">Whether size ended it: there may be more, from the last row on.</param>
public sealed record GrainRowPage(IReadOnlyList<GrainRow> Rows, bool IsCut)
{
    /// <summary>The most bytes of values that one reading holds. 1 MiB: a hundred comments of the longest in a script of three bytes a letter need
    /// three of them, and a thousand of the usual ones need a third.</summary>
    public const int MaxBytes = 1024 * 1024;
}

/// <summary>Says while rows are read when a page is full: the row that went past it stays for the next one, unless it is alone.</summary>
internal sealed class PageFilling(long maxBytes)
{
    private long _bytes;

    public bool IsFullWith(GrainRow row) => (_bytes += row.ValueBytes) > maxBytes;

    /// <param name="rows">As they were read, until the page was full.</param>
    public GrainRowPage Page(List<GrainRow> rows)
    {
        if (_bytes <= maxBytes) return new(rows, IsCut: false);
        if (rows.Count > 1) rows.RemoveAt(rows.Count - 1);
        return new(rows, IsCut: true);
    }
}
