using System.Runtime.CompilerServices;

namespace OrleansRealtime.Client.Inbox;

/// <summary>Reads an inbox anew whenever it is worth a look, at the reader's pace.</summary>
internal sealed class InboxFollower(InboxCaller inbox, Bell bell, Backoff backoff, TimeProvider time)
{
    public async IAsyncEnumerable<InboxView> ReadAsync(InboxQuery? query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var signals = bell.Signals.Open();
        InboxView? shown = null;
        await foreach (var signal in signals.ReadAsync(cancellation))
        {
            if (signal.IsConnected)
            {
                var page = await ReadAsync(query, Math.Max(signal.Version, shown?.Badge.Version ?? 0), cancellation);
                shown = new(page.Items, page.Badge, IsStale: false);
            }
            else if (shown is { IsStale: false })
            {
                shown = shown with { IsStale = true };
            }
            else
            {
                continue;
            }

            yield return shown;
        }
    }

    /// <summary>Until there is an answer that is no older than what was told before.</summary>
    private async Task<InboxPage> ReadAsync(InboxQuery? query, long version, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (await inbox.ReadAsync(query, cancellation) is var page && page.Badge.Version >= version) return page;
            }
            catch (RealtimeException e) when (e.IsTemporary)
            {
                // The inbox is followed for as long as its reader likes.
            }

            await Task.Delay(backoff.Before(attempt), time, cancellation);
        }
    }
}
