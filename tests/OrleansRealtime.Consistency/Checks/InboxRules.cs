using System.Text.Json;
using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>
/// Each user takes each notification once, none of their own doing, and none is lost; the badge is what a recount gives; what a tab was
/// told is what is there.
/// </summary>
internal sealed class InboxRules(Findings findings, Operations operations, ExpectedEffects expected)
{
    private static readonly string[] BadgeMembers = ["version", "unread", "unseen", "lastSeq"];

    public void Check(IReadOnlyList<Event> history)
    {
        foreach (var read in history.OfType<InboxRead>())
        {
            Recount(read);
            NotTwice(read);
            foreach (var missing in Missing(history, read)) findings.Add(missing);
            foreach (var connection in history.OfType<Connected>().Where(connected => connected.User == read.User))
                Told(history, read, connection.Connection);
        }
    }

    /// <summary>What is owed to a user and not there (yet).</summary>
    public static IEnumerable<string> Owed(IReadOnlyList<Event> history, InboxRead read)
    {
        var findings = new Findings();
        return new InboxRules(findings, new(history), new(history)).Missing(history, read);
    }

    private void Recount(InboxRead read)
    {
        var unread = read.Items.Where(item => !item.Is("read") && !item.Is("archived") && !item.TryGetProperty("snoozedUntil", out _)).ToList();
        var unseen = unread.Count(item => !item.Is("seen"));
        findings.Unless(read.Badge.Number("unread") == unread.Count && read.Badge.Number("unseen") == unseen,
            $"The badge of {read.User} is {read.Badge}; a recount gives {unread.Count} unread, {unseen} unseen.");
        var last = read.Items.Select(item => item.Number("seq")).DefaultIfEmpty().Max();
        findings.Unless(read.Badge.Number("lastSeq") == last, $"The badge of {read.User} is {read.Badge}; the last item is {last}.");
    }

    private void NotTwice(InboxRead read)
    {
        foreach (var twice in read.Items.SelectMany(InboxItems.Changes).GroupBy(change => change.Id()).Where(group => group.Count() > 1))
            findings.Add($"{read.User} has the notification {twice.Key} {twice.Count()} times.");
        var texts = read.Items.Where(InboxItems.HasText).SelectMany(InboxItems.Changes).Select(InboxItems.Body).ToList();
        foreach (var twice in texts.GroupBy(text => text).Where(group => group.Count() > 1))
            findings.Add($"{read.User} was told of the comment '{twice.Key}' {twice.Count()} times.");
        foreach (var text in texts)
        {
            var fate = operations.All.FirstOrDefault(fate => fate.Operation.Doing is Doing.Comment or Doing.Notify && fate.Operation.Text == text);
            findings.Unless(fate is { IsRefused: false } && fate.Operation.Actor != read.User, $"{read.User} was told of nothing, or of their own doing: {text}.");
        }

        foreach (var item in read.Items)
            findings.Unless(item.Number("count") >= item.Changes().Count(), $"{read.User} has an item that counts less than it says: {item}.");
    }

    private IEnumerable<string> Missing(IReadOnlyList<Event> history, InboxRead read)
    {
        var told = read.Items.Where(InboxItems.HasText).SelectMany(InboxItems.Changes).Select(InboxItems.Body).ToHashSet();
        var changes = read.Items.Where(item => item.Kind() == "changed").SelectMany(InboxItems.Changes).Select(EpochOf).ToHashSet();
        // A group says only of the latest what they were.
        var untold = read.Items.Where(item => item.Number("count") > item.Changes().Count()).Select(item => item.Entity()).ToHashSet();
        var left = operations.All.Where(fate => fate.Operation.Doing == Doing.Unfollow && fate.Operation.User == read.User)
            .Select(fate => fate.Operation.Entity).ToHashSet();
        var follows = operations.All
            .Where(fate => fate.Operation.Doing == Doing.Follow && fate.Operation.User == read.User && fate.At is not null)
            .ToLookup(fate => (fate.Operation.Entity, fate.At!.Value.Epoch), fate => fate.Yes!.Value.Order);
        foreach (var fate in operations.All.Where(fate => fate.Yes is not null && fate.Operation.Actor != read.User && !untold.Contains(fate.Operation.Entity)))
        {
            var operation = fate.Operation;
            if (operation.Doing == Doing.Notify && !told.Contains(operation.Text) && IsExpected("notice"))
                yield return $"{read.User} was never told of {operation}.";
            if (fate.At is not { } at) continue;
            var isMentioned = operation.Doing == Doing.Comment && operation.User == read.User;
            var follows1 = !left.Contains(operation.Entity) && follows[(operation.Entity, at.Epoch)].Any(since => since < fate.SentAt);
            if (!isMentioned && !follows1) continue;
            if (operation.Doing == Doing.Comment && !told.Contains(operation.Text) && IsExpected(isMentioned ? "mentioned" : "commented"))
                yield return $"{read.User} was never told of {operation}.";
            if (operation.Doing == Doing.Patch && !changes.Contains(at.Epoch) && IsExpected("changed"))
                yield return $"{read.User} was never told of a change like {operation}.";

            // The last that it can be told is the reading.
            bool IsExpected(string kind) => expected.Surely(read.User, fate.SentAt, int.MaxValue, effect => effect.ExpectsItem(kind, operation.Entity));
        }

        foreach (var asleep in read.Items.Where(item => item.TryGetProperty("snoozedUntil", out _))) yield return $"{read.User} has an item that sleeps for ever: {asleep}.";
    }

    /// <summary>A connection's badges never go back, and the last before the inbox was read is the inbox's; it was told of each item that its
    /// badges count, or told to read. More may come after the reading: what was held up, and nobody waited for.</summary>
    private void Told(IReadOnlyList<Event> history, InboxRead read, int connection)
    {
        long? first = null, last = null;
        long version = 0, seq = 0, reset = 0;
        JsonElement badge = default, shown = default;
        var told = new HashSet<long>();
        foreach (var entry in history)
        {
            if (ReferenceEquals(entry, read)) shown = badge;
            if (entry is not Framed frame || frame.Connection != connection) continue;
            switch (frame.Name)
            {
                case "badge":
                    findings.Unless(frame.Body.Number("version") >= version, $"A badge went back from {version} on connection {connection}: {frame.Body}.");
                    (version, badge) = (frame.Body.Number("version"), frame.Body);
                    last = badge.Number("lastSeq");
                    first ??= last;
                    break;
                case "notification":
                    findings.Unless(frame.Body.Number("seq") > seq, $"Notifications out of order or twice on connection {connection}: {seq}, then {frame.Body}.");
                    seq = Math.Max(seq, frame.Body.Number("seq"));
                    told.Add(frame.Body.Number("seq"));
                    break;
                case "inboxReset":
                    reset = frame.Body.Number("lastSeq");
                    break;
            }
        }

        foreach (var item in read.Items.Where(item => !item.Is("archived")))
        {
            var number = item.Number("seq");
            findings.Unless(!(number > first && number <= last) || number <= reset || told.Contains(number) || !IsLoud(read.User, item),
                $"Connection {connection} of {read.User} has a badge up to {last} and never got the notification {number}.");
        }

        if (read.Connections.Contains(connection))
        {
            findings.Unless(shown.ValueKind == JsonValueKind.Object && Same(shown, read.Badge),
                $"Connection {connection} of {read.User} has the badge {shown}; it is {read.Badge}.");
        }
    }

    /// <summary>Whether a frame was to tell of it, for certain: what groups are is decided by their latest.</summary>
    private bool IsLoud(string user, JsonElement item)
    {
        var asked = operations.LastSentAt(item.Changes().First().OperationsIn()) ?? 0;
        return expected.Surely(user, asked, int.MaxValue, effect => effect.ExpectsFrame(item.Kind(), item.Entity()));
    }

    private static bool Same(JsonElement one, JsonElement other) =>
        BadgeMembers.All(member => one.Number(member) == other.Number(member));

    private static string EpochOf(JsonElement item) => item.Id().Split('-')[0];
}
