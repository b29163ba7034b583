using System.Text.Json;
using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>
/// Nobody is told of what they silenced. It is decided when the notification is taken: after all that it tells of was asked for, and before
/// anybody saw it. Only where every preference that may have been in force in that time says the same is anything certain.
/// </summary>
internal sealed class MuteRules(Findings findings, Operations operations, ExpectedEffects expected)
{
    public void Check(IReadOnlyList<Event> history)
    {
        var users = history.OfType<Connected>().ToDictionary(connected => connected.Connection, connected => connected.User);
        var seen = new Dictionary<(string User, string Id), int>();
        for (var order = 0; order < history.Count; order++)
        {
            switch (history[order])
            {
                case Framed { Name: "notification", Body: var item } frame:
                    foreach (var change in item.Changes()) seen.TryAdd((users[frame.Connection], change.Id()), order);
                    Frame(users[frame.Connection], item, order);
                    break;
                case InboxRead read:
                    foreach (var item in read.Items) Item(read.User, item, seen, order);
                    break;
            }
        }
    }

    private void Item(string user, JsonElement item, Dictionary<(string User, string Id), int> seen, int readAt)
    {
        foreach (var change in item.Changes())
        {
            findings.Unless(
                AskedAt(change) is not { } asked
                    || !expected.Surely(user, asked, seen.GetValueOrDefault((user, change.Id()), readAt), effect => !effect.ExpectsItem(item.Kind(), item.Entity())),
                $"{user} was told of what they silenced: {change} of kind {item.Kind()} about {item.Entity()}.");
        }
    }

    private void Frame(string user, JsonElement item, int order)
    {
        // A group is as loud as its last, and what comes back from a snooze is loud.
        if (item.TryGetProperty("changes", out _) || (item.TryGetProperty("replaces", out var replaces) && replaces.GetArrayLength() > 0)) return;
        findings.Unless(
            AskedAt(item) is not { } asked || !expected.Surely(user, asked, order, effect => !effect.ExpectsFrame(item.Kind(), item.Entity())),
            $"{user} was told at once of what they wanted silent: {item}.");
    }

    /// <returns><c>null</c>: it names no operation.</returns>
    private int? AskedAt(JsonElement change) => operations.LastSentAt(change.OperationsIn());
}
