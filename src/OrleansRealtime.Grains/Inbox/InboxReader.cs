using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>Reads an inbox by pages.</summary>
internal sealed class InboxReader(InboxItems items)
{
    /// <summary>How many items a page of one kind or one entity looks at; who wants more follows the cursor.</summary>
    private const int MaxLookedAt = 1_000;

    /// <param name="inbox">The one committed record that answers for the whole page; rows that go while they are read are simply no longer
    /// there.</param>
    public async Task<InboxPage> PageAsync(InboxRecord inbox, InboxQuery query, CancellationToken cancellationToken)
    {
        var isNarrowed = query.Kind is not null || query.Entity is not null;
        var most = isNarrowed ? MaxLookedAt : query.Limit;
        var seqs = InboxRules.InOrder(inbox, query).Take(most + 1).ToArray();
        var page = new List<InboxItem>(query.Limit);
        var (bytes, last) = (0L, (long?)null);
        await foreach (var (item, size) in items.EachAsync(seqs.AsMemory(0, Math.Min(most, seqs.Length)), cancellationToken))
        {
            var isOne = (query.Kind is null || item.Kind == query.Kind) && (query.Entity is null || item.Entity == query.Entity);
            // What does not fit begins the next page.
            if (isOne && page.Count > 0 && bytes + size > GrainRowPage.MaxBytes) return new([.. page], last, inbox.Badge());
            last = item.Seq;
            if (!isOne) continue;
            page.Add(InboxRules.WithMarks(inbox, item));
            bytes += size;
            if (page.Count == query.Limit) return new([.. page], item.Seq == seqs[^1] ? null : item.Seq, inbox.Badge());
        }

        return new([.. page], seqs.Length > most ? seqs[most - 1] : null, inbox.Badge());
    }
}
