using System.Text.Json;
using OrleansRealtime.LoadTest.Converge.History;

namespace OrleansRealtime.LoadTest.Converge.Checks;

/// <summary>
/// Each user takes each notification once, none of their own doing, and none is lost; the badge is what a recount gives; what a tab was
/// told is what is there.
/// </summary>
internal sealed class InboxRules(Findings findings, Operations operations)
{
    private static readonly string[] BadgeMembers = ["version", "unread", "unseen", "lastSeq"];

    public void Check(IReadOnlyList<Happening> history)
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
    public static IEnumerable<string> Owed(IReadOnlyList<Happening> history, InboxRead read)
    {
        var findings = new Findings();
        return new InboxRules(findings, new(history)).Missing(history, read);
    }

    private void Recount(InboxRead read)
    {
        var unread = read.Items.Where(item => !Is(item, "read") && !Is(item, "archived") && !item.TryGetProperty("snoozedUntil", out _)).ToList();
        var unseen = unread.Count(item => !Is(item, "seen"));
        findings.Unless(Number(read.Badge, "unread") == unread.Count && Number(read.Badge, "unseen") == unseen,
            $"The badge of {read.User} is {read.Badge}; a recount gives {unread.Count} unread, {unseen} unseen.");
        var last = read.Items.Select(item => Number(item, "seq")).DefaultIfEmpty().Max();
        findings.Unless(Number(read.Badge, "lastSeq") == last, $"The badge of {read.User} is {read.Badge}; the last item is {last}.");
    }

    private void NotTwice(InboxRead read)
    {
        foreach (var twice in read.Items.SelectMany(Changes).GroupBy(change => change.GetProperty("id").GetString()).Where(group => group.Count() > 1))
            findings.Add($"{read.User} has the notification {twice.Key} {twice.Count()} times.");
        var texts = read.Items.Where(HasText).SelectMany(Changes).Select(Body).ToList();
        foreach (var twice in texts.GroupBy(text => text).Where(group => group.Count() > 1))
            findings.Add($"{read.User} was told of the comment '{twice.Key}' {twice.Count()} times.");
        foreach (var text in texts)
        {
            var fate = operations.All.FirstOrDefault(fate => fate.Operation.Doing is Doing.Comment or Doing.Notify && fate.Operation.Text == text);
            findings.Unless(fate is { IsRefused: false } && fate.Operation.Actor != read.User, $"{read.User} was told of nothing, or of their own doing: {text}.");
        }

        foreach (var item in read.Items)
            findings.Unless(Number(item, "count") >= Changes(item).Count(), $"{read.User} has an item that counts less than it says: {item}.");
    }

    private IEnumerable<string> Missing(IReadOnlyList<Happening> history, InboxRead read)
    {
        var told = read.Items.Where(HasText).SelectMany(Changes).Select(Body).ToHashSet();
        var changes = read.Items.Where(item => Kind(item) == "changed").SelectMany(Changes).Select(EpochOf).ToHashSet();
        // A fold says only of the latest what they were.
        var untold = read.Items.Where(item => Number(item, "count") > Changes(item).Count()).Select(item => item.GetProperty("entity").GetProperty("id").GetString()).ToHashSet();
        var left = operations.All.Where(fate => fate.Operation.Doing == Doing.Unfollow && fate.Operation.User == read.User)
            .Select(fate => fate.Operation.Entity).ToHashSet();
        var follows = operations.All
            .Where(fate => fate.Operation.Doing == Doing.Follow && fate.Operation.User == read.User && fate.At is not null)
            .ToLookup(fate => (fate.Operation.Entity, fate.At!.Value.Epoch), fate => fate.Yes!.Value.Order);
        foreach (var fate in operations.All.Where(fate => fate.Yes is not null && fate.Operation.Actor != read.User && !untold.Contains(fate.Operation.Entity)))
        {
            var operation = fate.Operation;
            if (operation.Doing == Doing.Notify && !told.Contains(operation.Text)) yield return $"{read.User} was never told of {operation}.";
            if (fate.At is not { } at) continue;
            var isMentioned = operation.Doing == Doing.Comment && operation.User == read.User;
            var follows1 = !left.Contains(operation.Entity) && follows[(operation.Entity, at.Epoch)].Any(since => since < fate.SentAt);
            if (!isMentioned && !follows1) continue;
            if (operation.Doing == Doing.Comment && !told.Contains(operation.Text)) yield return $"{read.User} was never told of {operation}.";
            if (operation.Doing == Doing.Patch && !changes.Contains(at.Epoch)) yield return $"{read.User} was never told of a change like {operation}.";
        }

        foreach (var asleep in read.Items.Where(item => item.TryGetProperty("snoozedUntil", out _))) yield return $"{read.User} has an item that sleeps for ever: {asleep}.";
    }

    /// <summary>A connection's badges never go back; it was told of each item that its badges count, or told to read.</summary>
    private void Told(IReadOnlyList<Happening> history, InboxRead read, int connection)
    {
        long? first = null, last = null;
        long version = 0, seq = 0, reset = 0;
        JsonElement badge = default;
        var told = new HashSet<long>();
        foreach (var frame in history.OfType<Framed>().Where(frame => frame.Connection == connection))
        {
            switch (frame.Name)
            {
                case "badge":
                    findings.Unless(Number(frame.Body, "version") >= version, $"A badge went back from {version} on connection {connection}: {frame.Body}.");
                    (version, badge) = (Number(frame.Body, "version"), frame.Body);
                    last = Number(badge, "lastSeq");
                    first ??= last;
                    break;
                case "notification":
                    findings.Unless(Number(frame.Body, "seq") > seq, $"Notifications out of order or twice on connection {connection}: {seq}, then {frame.Body}.");
                    seq = Math.Max(seq, Number(frame.Body, "seq"));
                    told.Add(Number(frame.Body, "seq"));
                    break;
                case "inboxReset":
                    reset = Number(frame.Body, "lastSeq");
                    break;
            }
        }

        foreach (var item in read.Items.Where(item => !Is(item, "archived")))
        {
            var number = Number(item, "seq");
            findings.Unless(!(number > first && number <= last) || number <= reset || told.Contains(number),
                $"Connection {connection} of {read.User} has a badge up to {last} and never got the notification {number}.");
        }

        if (read.Connections.Contains(connection))
        {
            findings.Unless(badge.ValueKind == JsonValueKind.Object && Same(badge, read.Badge),
                $"Connection {connection} of {read.User} has the badge {badge}; it is {read.Badge}.");
        }
    }

    private static bool Same(JsonElement one, JsonElement other) =>
        BadgeMembers.All(member => Number(one, member) == Number(other, member));

    private static string Kind(JsonElement item) => item.GetProperty("kind").GetString()!;

    private static bool HasText(JsonElement item) => Kind(item) is "commented" or "mentioned" or "notice";

    /// <summary>What an item stands for: itself, or what was folded into it.</summary>
    private static IEnumerable<JsonElement> Changes(JsonElement item) => item.TryGetProperty("changes", out var changes) ? changes.EnumerateArray() : [item];

    private static string Body(JsonElement item) => item.GetProperty("body").GetString()!;

    private static string EpochOf(JsonElement item) => item.GetProperty("id").GetString()!.Split('-')[0];

    private static bool Is(JsonElement item, string member) => item.GetProperty(member).GetBoolean();

    private static long Number(JsonElement body, string member) => body.GetProperty(member).GetInt64();
}
