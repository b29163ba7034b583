using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>
/// A set of sequence numbers, kept as ranges: inboxes are read, seen and archived in runs, so ten thousand items are a handful of ranges.
/// Immutable and pure. Counts are taken from such sets, which is why a badge cannot drift from its inbox.
/// </summary>
[JsonConverter(typeof(SeqSetJson))]
internal sealed class SeqSet : IEquatable<SeqSet>
{
    public static readonly SeqSet Empty = new([]);

    // Ascending, apart by at least one number that is in neither.
    private readonly ImmutableArray<SeqRange> _ranges;

    private SeqSet(ImmutableArray<SeqRange> ranges) => _ranges = ranges;

    public ImmutableArray<SeqRange> Ranges => _ranges;

    public bool IsEmpty => _ranges.IsEmpty;

    public long Count
    {
        get
        {
            var count = 0L;
            foreach (var range in _ranges) count += range.To - range.From + 1;
            return count;
        }
    }

    /// <summary>The numbers <paramref name="from"/> to <paramref name="to"/>, both included; empty when there are none.</summary>
    public static SeqSet Between(long from, long to) => from > to ? Empty : new([new(from, to)]);

    public static SeqSet Of(IEnumerable<long> seqs) => FromRanges(seqs.Select(seq => new SeqRange(seq, seq)));

    /// <summary>Takes ranges in any order, overlapping or not.</summary>
    public static SeqSet FromRanges(IEnumerable<SeqRange> ranges)
    {
        var merged = ImmutableArray.CreateBuilder<SeqRange>();
        foreach (var range in ranges.Where(range => range.From <= range.To).OrderBy(range => range.From))
        {
            if (merged.Count > 0 && range.From <= merged[^1].To + 1)
                merged[^1] = merged[^1] with { To = Math.Max(merged[^1].To, range.To) };
            else
                merged.Add(range);
        }

        return merged.Count == 0 ? Empty : new(merged.ToImmutable());
    }

    public bool Contains(long seq)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (seq < _ranges[middle].From) high = middle - 1;
            else if (seq > _ranges[middle].To) low = middle + 1;
            else return true;
        }

        return false;
    }

    public SeqSet Add(long seq)
    {
        // What comes is mostly the newest of all.
        if (IsEmpty || seq > _ranges[^1].To + 1) return new(_ranges.Add(new(seq, seq)));
        return seq == _ranges[^1].To + 1 ? new(_ranges.SetItem(_ranges.Length - 1, _ranges[^1] with { To = seq })) : Union(Between(seq, seq));
    }

    public SeqSet Union(SeqSet other) => other.IsEmpty ? this : IsEmpty ? other : FromRanges(_ranges.Concat(other._ranges));

    public SeqSet Intersect(SeqSet other)
    {
        var common = ImmutableArray.CreateBuilder<SeqRange>();
        for (int i = 0, j = 0; i < _ranges.Length && j < other._ranges.Length;)
        {
            var (mine, theirs) = (_ranges[i], other._ranges[j]);
            var range = new SeqRange(Math.Max(mine.From, theirs.From), Math.Min(mine.To, theirs.To));
            if (range.From <= range.To) common.Add(range);
            if (mine.To < theirs.To) i++;
            else j++;
        }

        return common.Count == 0 ? Empty : new(common.ToImmutable());
    }

    /// <summary>How many numbers are in both; makes no set of them.</summary>
    public long CountCommon(SeqSet other)
    {
        var count = 0L;
        for (int i = 0, j = 0; i < _ranges.Length && j < other._ranges.Length;)
        {
            var (mine, theirs) = (_ranges[i], other._ranges[j]);
            count += Math.Max(0, Math.Min(mine.To, theirs.To) - Math.Max(mine.From, theirs.From) + 1);
            if (mine.To < theirs.To) i++;
            else j++;
        }

        return count;
    }

    public SeqSet Except(SeqSet other)
    {
        if (IsEmpty || other.IsEmpty) return this;
        var left = ImmutableArray.CreateBuilder<SeqRange>(_ranges.Length);
        var next = 0;
        foreach (var range in _ranges)
        {
            var from = range.From;
            while (next < other._ranges.Length && other._ranges[next].To < from) next++;
            for (var at = next; at < other._ranges.Length && other._ranges[at].From <= range.To; at++)
            {
                if (other._ranges[at].From > from) left.Add(new(from, other._ranges[at].From - 1));
                from = other._ranges[at].To + 1;
            }

            if (from <= range.To) left.Add(range with { From = from });
        }

        return left.Count == 0 ? Empty : new(left.DrainToImmutable());
    }

    /// <summary>The numbers in ascending order.</summary>
    public IEnumerable<long> Ascending()
    {
        foreach (var range in _ranges)
            for (var seq = range.From; seq <= range.To; seq++) yield return seq;
    }

    /// <summary>The numbers in descending order.</summary>
    public IEnumerable<long> Descending()
    {
        for (var i = _ranges.Length - 1; i >= 0; i--)
            for (var seq = _ranges[i].To; seq >= _ranges[i].From; seq--) yield return seq;
    }

    public bool Equals(SeqSet? other) => other is not null && _ranges.SequenceEqual(other._ranges);

    public override bool Equals(object? obj) => Equals(obj as SeqSet);

    public override int GetHashCode() => _ranges.Length;

    public override string ToString() => string.Join(',', _ranges.Select(range => range.From == range.To ? $"{range.From}" : $"{range.From}-{range.To}"));
}

/// <summary>The numbers from one to another, both included.</summary>
internal readonly record struct SeqRange(long From, long To);
