using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Tests.Gateway.Inbox;

/// <summary>An inbox as one would explain it to a child: a list of items, and a badge that is counted by looking at each.</summary>
internal sealed class InboxModel(TimeSpan foldWindow)
{
    private readonly SortedDictionary<long, Item> _items = [];
    private readonly HashSet<string> _muted = [];
    private long _version;
    private long _last;

    public Badge Badge
    {
        get
        {
            var unread = _items.Values.Where(item => item is { Read: false, Archived: false, Until: null }).ToList();
            return new(_version, unread.Count, unread.Count(item => !item.Seen), _last);
        }
    }

    public IEnumerable<(long Seq, int Count, bool Seen, bool Read, bool Archived, bool Asleep)> Items =>
        _items.Select(item => (item.Key, item.Value.Count, item.Value.Seen || item.Value.Read, item.Value.Read, item.Value.Archived, item.Value.Until is not null));

    public IReadOnlyList<long> Seqs => [.. _items.Keys];

    public IEnumerable<string> Muted => _muted;

    public void Mute(string entity, bool isMuted)
    {
        if (isMuted) _muted.Add(entity);
        else _muted.Remove(entity);
        _version++;
    }

    public void Notify(string kind, string? entity, DateTimeOffset now)
    {
        if (entity is not null && _muted.Contains(entity)) return;
        var newest = _items.LastOrDefault(item => entity is not null && item.Value.Kind == kind && item.Value.Entity == entity);
        if (newest.Value is { Read: false, Archived: false, Until: null } open && now - open.Since < foldWindow)
        {
            _items.Remove(newest.Key);
            _items.Add(++_last, open with { Count = open.Count + 1, Seen = false });
        }
        else
        {
            _items.Add(++_last, new(kind, entity, now, 1));
        }

        _version++;
    }

    public void Mark(InboxMark mark)
    {
        var changed = false;
        foreach (var (seq, item) in _items.ToList())
        {
            if (mark.UpTo is { } upTo ? seq > upTo : !mark.Seqs.Contains(seq)) continue;
            _items[seq] = mark.As switch
            {
                MarkAs.Seen => item.Read ? item : item with { Seen = true },
                MarkAs.Read => item with { Read = true, Seen = true },
                MarkAs.Unread => item with { Read = false },
                MarkAs.Archived => item with { Archived = true, Until = null },
                MarkAs.Active => item with { Archived = false, Until = null },
                _ => item with { Archived = false, Until = mark.Until },
            };
            changed |= _items[seq] != item;
        }

        if (changed) _version++;
    }

    public void Wake(DateTimeOffset now)
    {
        var due = _items.Where(item => item.Value.Until <= now).ToList();
        // What is muted meanwhile is back where it was, all of it at once.
        var muted = due.Where(item => item.Value.Entity is { } entity && _muted.Contains(entity)).ToList();
        foreach (var (seq, item) in muted) _items[seq] = item with { Until = null };
        if (muted.Count > 0) _version++;
        foreach (var (seq, item) in due.Except(muted))
        {
            _items.Remove(seq);
            _items.Add(++_last, item with { Until = null, Read = false, Seen = false });
            _version++;
        }
    }

    private sealed record Item(
        string Kind, string? Entity, DateTimeOffset Since, int Count, bool Seen = false, bool Read = false, bool Archived = false, DateTimeOffset? Until = null);
}
