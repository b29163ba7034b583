using System.Collections.Immutable;

namespace OrleansRealtime.Grains.Outbox;

/// <summary>One change of those that wait together in an entry, with what is its own.</summary>
/// <param name="Number">Counts up per entity, as the entries' numbers do.</param>
/// <param name="Author"><c>null</c>: a server, for nobody.</param>
/// <param name="Title">The entity's title at that time.</param>
/// <param name="Fields">The fields that changed, at most a few.</param>
/// <param name="Text">The comment.</param>
/// <param name="ToldApart">Who is told of it by an entry of their own, because it names them.</param>
internal sealed record OwedChange(
    long Number,
    string? Author,
    string Title,
    ImmutableArray<string> Fields,
    string? Text,
    DateTimeOffset At,
    ImmutableArray<string> ToldApart)
{
    /// <summary>What changed from what to what, as JSON.</summary>
    public string? Data { get; init; }

    /// <summary>Whether this user is to be told of it here.</summary>
    public bool IsFor(string user) => Author != user && !ToldApart.Contains(user);
}

/// <summary>The changes that wait together: how many there are for each user, and the latest of them one by one. Immutable, and bounded
/// however many there are.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Untold">How many of them each user is not to be told of; nobody else is named by them, or did one.</param>
/// <param name="Latest">The latest first.</param>
internal sealed record OwedChanges(long Count, ImmutableDictionary<string, long> Untold, ImmutableArray<OwedChange> Latest)
{
    /// <summary>As many as an item of the inbox shows.</summary>
    private const int MaxLatest = 20;

    /// <summary>How many users the counts of one entry name; those after them begin another.</summary>
    private const int MaxUntold = 1_000;

    public static OwedChanges Of(OwedChange change) => new(1, UntoldBy(change).ToImmutableDictionary(user => user, _ => 1L), [change]);

    public bool HasRoomFor(OwedChanges later) => Untold.Count + later.Untold.Keys.Count(user => !Untold.ContainsKey(user)) <= MaxUntold;

    public OwedChanges Add(OwedChanges later) => new(
        Count + later.Count,
        later.Untold.Aggregate(Untold, (untold, more) => untold.SetItem(more.Key, untold.GetValueOrDefault(more.Key) + more.Value)),
        Bounded(later.Latest.AddRange(Latest)));

    /// <summary>How many of them a user is to be told of.</summary>
    public long CountFor(string user) => Count - Untold.GetValueOrDefault(user);

    private static IEnumerable<string> UntoldBy(OwedChange change) =>
        change.Author is { } author ? change.ToldApart.Append(author).Distinct() : change.ToldApart;

    // One of an author who has a later one goes first: whoever did the later ones is told of the others.
    private static ImmutableArray<OwedChange> Bounded(ImmutableArray<OwedChange> latest)
    {
        while (latest.Length > MaxLatest) latest = latest.RemoveAt(LeastOf(latest));
        return latest;
    }

    private static int LeastOf(ImmutableArray<OwedChange> latest)
    {
        for (var i = latest.Length - 1; i > 0; i--)
            if (latest.Take(i).Any(later => later.Author == latest[i].Author)) return i;
        return latest.Length - 1;
    }
}
