using System.Globalization;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The highest number taken from each source: a row each, by which a notification that is delivered again is known.
/// Lives on its grain's scheduler.</summary>
/// <param name="lifetime">How long a source is remembered after its last notification.</param>
internal sealed class NotificationSources(GrainRowOwner owner, IGrainRows rows, TimeSpan lifetime)
{
    private Lookup? _lookup;

    /// <summary>The source's row, as committed. The notifications of one commit ask in one turn, and are answered by one statement.</summary>
    /// <exception cref="NotStorableException">No row can have that name.</exception>
    public async ValueTask<GrainRow?> FindAsync(string source)
    {
        // What only this one is at fault for is not to fail the others.
        GrainRow.RequireId(InboxRows.Sources, source);
        var lookup = _lookup ??= Begin();
        lookup.Sources.Add(source);
        return (await lookup.Found).GetValueOrDefault(source);
    }

    private Lookup Begin()
    {
        HashSet<string> sources = [];
        return new(sources, ReadAsync());

        async Task<Dictionary<string, GrainRow>> ReadAsync()
        {
            // Until all of this turn have asked.
            await Task.Yield();
            _lookup = null;
            // One is found by its key, without a list to take apart.
            var found = sources.Count == 1
                ? await rows.FindAsync(owner, InboxRows.Sources, sources.Single()) is { } row ? [row] : []
                : await rows.FindAllAsync(owner, InboxRows.Sources, sources);
            return found.ToDictionary(one => one.Id);
        }
    }

    /// <summary>Has the notification's number committed as taken.</summary>
    /// <param name="stored">The source's row, as committed.</param>
    /// <returns>Whether it is a new one; if not, nothing is to be done.</returns>
    public bool TryAdd(ICommitRows batch, Notification notification, GrainRow? stored, DateTimeOffset now)
    {
        var last = batch.TryGetRow(InboxRows.Sources, notification.Source, out var earlier) ? earlier : stored;
        if (last?.Value is { } number && long.Parse(number, CultureInfo.InvariantCulture) >= notification.Number) return false;
        batch.Add(new(InboxRows.Sources, notification.Source, notification.Number.ToString(CultureInfo.InvariantCulture), now + lifetime));
        return true;
    }

    /// <summary>Forgets those that nobody repeats any more. Within the one writer: a notification that comes meanwhile renews its source, and
    /// would be taken twice without it.</summary>
    public async Task ForgetAsync(GroupCommit<InboxRecord> commits, DateTimeOffset now)
    {
        List<string> expired = [];
        await commits.RunAsync(
            batch =>
            {
                foreach (var id in expired)
                    if (!batch.TryGetRow(InboxRows.Sources, id, out _)) batch.Add(new(InboxRows.Sources, id, null));
                return expired.Count;
            },
            async () =>
            {
                await foreach (var source in rows.AllAsync(owner, InboxRows.Sources))
                {
                    if (source.DueAt <= now) expired.Add(source.Id);
                    if (expired.Count == CommitLimits.MaxForgotten) break;
                }
            });
    }

    private sealed record Lookup(HashSet<string> Sources, Task<Dictionary<string, GrainRow>> Found);
}
