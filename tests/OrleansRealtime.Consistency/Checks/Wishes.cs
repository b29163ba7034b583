using OrleansRealtime.Consistency.History;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>
/// Which wishes of a user may have been in force when. A wish begins at some moment between its being sent and its answer, and ends where the
/// user's next begins; what is decided beside such a moment may go either way.
/// </summary>
internal sealed class Wishes
{
    private readonly Dictionary<string, List<Said>> _said = [];

    public Wishes(IReadOnlyList<Happening> history)
    {
        for (var order = 0; order < history.Count; order++)
        {
            if (history[order] is WishSent sent) Of(sent.Wish.User).Add(new(sent.Wish, order));
            if (history[order] is WishAnswered answered) Of(answered.Wish.User).Single(said => said.Wish == answered.Wish).AnsweredAt = order;
        }
    }

    /// <summary>Whether all wishes that may have been in force between the two happenings are so.</summary>
    public bool Surely(string user, int from, int to, Func<Wish, bool> isSo)
    {
        var said = Of(user);
        return said.Where((wish, n) => wish.SentAt < to && (n + 1 == said.Count || said[n + 1].AnsweredAt > from)).All(wish => isSo(wish.Wish));
    }

    private List<Said> Of(string user)
    {
        if (!_said.TryGetValue(user, out var said)) _said.Add(user, said = [new(Wish.None(user), SentAt: -1)]);
        return said;
    }

    private sealed record Said(Wish Wish, int SentAt)
    {
        public int AnsweredAt { get; set; } = int.MaxValue;
    }
}
