using System.Text.Json;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Reads inboxes and comments, and marks what is in an inbox.</summary>
internal sealed class Reader(Session session)
{
    private const int Tries = 8;

    public async Task RunAsync(IReadOnlyList<MarkStep> steps)
    {
        foreach (var step in steps)
        {
            await session.WaitAsync(step.Wait);
            if (session.IsEnding) return;
            var seqs = (await ReadInboxAsync(step.User, [])).Items.Select(item => item.GetProperty("seq").GetInt64()).ToList();
            if (seqs.Count > 0) await MarkAsync(step, seqs);
        }
    }

    public async Task<InboxRead> ReadInboxAsync(string user, IReadOnlyList<int> connections)
    {
        var (items, last) = await session.PagesAsync($"the inbox of {user}", stop => session.UserAsync(user, stop), "me/inbox?filter=all&", "items");
        return new(user, last.GetProperty("badge"), items, connections);
    }

    public async Task<CommentsRead> ReadCommentsAsync(string entity)
    {
        var (items, _) = await session.PagesAsync(
            $"the comments of {entity}", stop => Task.FromResult(session.Server(stop)), $"entities/item/{entity}/comments?", "comments");
        var state = await session.ReadAsync(entity);
        return new(entity, state?.At.Epoch ?? "", [.. items.Select(Text)]);

        static string Text(JsonElement comment) => comment.GetProperty("text").GetString()!;
    }

    // What became of a mark, the inbox says: badge and items must agree, whatever was marked.
    private async Task MarkAsync(MarkStep step, List<long> seqs)
    {
        var body = new Dictionary<string, object> { ["as"] = step.As };
        if (step.UpTo) body["upTo"] = seqs[seqs.Count / 2];
        else body["seqs"] = seqs.Take(3);
        // Where the server's clock was set forward that may be past already, and is refused.
        if (step.As == "snoozed") body["until"] = session.Stage.Time.GetUtcNow() + TimeSpan.FromMilliseconds(step.Length);
        var key = session.NextKey();
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                await session.Stage.Serving;
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(6), session.Stage.Time);
                var answer = await (await session.UserAsync(step.User, patience.Token)).PostAsync("me/inbox/mark", body, ("Idempotency-Key", key));
                session.History.Note($"{step} of {seqs.Count}: {(int)answer.Status} {answer.Text}");
                if ((int)answer.Status < 500) return;
            }
            catch (Exception e) when (Writer.IsOutage(e))
            {
                session.History.Note($"{step}: {e.GetType().Name}");
            }

            await session.WaitAsync(20 * attempt);
        }
    }
}
