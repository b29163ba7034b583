using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>What reads the inbox.</summary>
internal sealed partial class UserGrain
{
    /// <summary>How many items a page of one kind or one entity looks at; who wants more follows the cursor.</summary>
    private const int MaxLookedAt = 1_000;

    private const int ReadAtOnce = 100;

    public async Task<Badge> Badge()
    {
        await _commits.FenceAsync();
        return Committed.Badge();
    }

    public async Task<InboxPage> Inbox(InboxQuery query)
    {
        await _commits.FenceAsync();
        // One committed record answers for the whole page; rows that go while they are read are simply no longer there.
        var inbox = Committed;
        var isNarrowed = query.Kind is not null || query.Entity is not null;
        var most = isNarrowed ? MaxLookedAt : query.Limit;
        var seqs = InboxRules.InOrder(inbox, query).Take(most + 1).ToArray();
        var items = new List<InboxItem>(query.Limit);
        foreach (var part in seqs.Take(most).Chunk(ReadAtOnce))
        {
            foreach (var item in await ItemsAsync(part))
            {
                if (query.Kind is { } kind && item.Kind != kind) continue;
                if (query.Entity is { } entity && item.Entity != entity) continue;
                items.Add(InboxRules.WithMarks(inbox, item));
                if (items.Count == query.Limit) return new([.. items], item.Seq == seqs[^1] ? null : item.Seq, inbox.Badge());
            }
        }

        return new([.. items], seqs.Length > most ? seqs[most - 1] : null, inbox.Badge());
    }

    private async Task<IEnumerable<InboxItem>> ItemsAsync(long[] seqs)
    {
        var found = await rows.FindAllAsync(_owner, InboxRows.Items, [.. seqs.Select(RowJson.Number)]);
        var items = found.Select(RowJson.Read<InboxItem>);
        return seqs.Length > 1 && seqs[0] > seqs[^1] ? items.Reverse() : items;
    }

    private async Task<InboxItem?> FindAsync(long seq) =>
        await rows.FindAsync(_owner, InboxRows.Items, RowJson.Number(seq)) is { } row ? RowJson.Read<InboxItem>(row) : null;
}
