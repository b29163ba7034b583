using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>Reads an inbox by pages.</summary>
internal sealed class InboxReader(InboxItems items)
{
    /// <summary>How many items a page of one kind or one entity looks at; who wants more follows the cursor.</summary>
    private const int MaxLookedAt = 1_000;

    private const int ReadAtOnce = 100;

    /// <param name="inbox">The one committed record that answers for the whole page; rows that go while they are read are simply no longer
    /// there.</param>
    public async Task<InboxPage> PageAsync(InboxRecord inbox, InboxQuery query)
    {
        var isNarrowed = query.Kind is not null || query.Entity is not null;
        var most = isNarrowed ? MaxLookedAt : query.Limit;
        var seqs = InboxRules.InOrder(inbox, query).Take(most + 1).ToArray();
        var page = new List<InboxItem>(query.Limit);
        foreach (var part in seqs.Take(most).Chunk(ReadAtOnce))
        {
            foreach (var item in await items.FindAllAsync(part))
            {
                if (query.Kind is { } kind && item.Kind != kind) continue;
                if (query.Entity is { } entity && item.Entity != entity) continue;
                page.Add(InboxRules.WithMarks(inbox, item));
                if (page.Count == query.Limit) return new([.. page], item.Seq == seqs[^1] ? null : item.Seq, inbox.Badge());
            }
        }

        return new([.. page], seqs.Length > most ? seqs[most - 1] : null, inbox.Badge());
    }
}
