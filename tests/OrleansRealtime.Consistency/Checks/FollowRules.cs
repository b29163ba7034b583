using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>
/// What was answered last holds, even against what failed before it: a write that was lost may not commit after somebody was told otherwise.
/// Following shows it best, because whoever is told that there is nothing to do is told so without a write.
/// </summary>
internal sealed class FollowRules(Findings findings, Operations operations)
{
    public void Check(IReadOnlyList<Event> history)
    {
        var asked = new Dictionary<int, int>();
        for (var order = 0; order < history.Count; order++)
        {
            if (history[order] is AskedToRead ask) asked[ask.Reading] = order;
            if (history[order] is FollowersRead read) Check(read, asked[read.Reading]);
        }
    }

    private void Check(FollowersRead read, int askedAt)
    {
        var about = operations.All
            .Where(fate => fate.Operation.Doing is Doing.Follow or Doing.Unfollow && fate.Operation.Entity == read.Entity && fate.SentAt < askedAt)
            .GroupBy(fate => fate.Operation.User!);
        foreach (var user in about)
        {
            var last = user.MaxBy(fate => fate.SentAt)!;
            var isLast = last.Yes is { } yes && yes.Order < askedAt && user.All(fate => fate == last || fate.EndedBy(last.SentAt));
            if (!isLast) continue;
            findings.Unless(read.Users.Contains(user.Key) == last.Operation.Doing is Doing.Follow,
                $"{last.Operation} was answered last, and {user.Key} {(read.Users.Contains(user.Key) ? "follows" : "does not follow")}.");
        }
    }
}
