using OrleansRealtime.Consistency.History;
using OrleansRealtime.Consistency.Plans;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Says what users want to be told of: each wish until it is answered, and then the next.</summary>
internal sealed class Chooser(Session session)
{
    public async Task RunAsync(IReadOnlyList<WishStep> steps)
    {
        foreach (var step in steps)
        {
            await session.WaitAsync(step.Wait);
            var key = session.NextKey();
            session.Chronicle.Add(new WishSent(step.Wish));
            await session.InsistAsync(
                $"{step.Wish}", async stop => await (await session.UserAsync(step.Wish.User, stop)).PutAsync("me/preferences", step.Wish.Body, ("Idempotency-Key", key)));
            session.Chronicle.Add(new WishAnswered(step.Wish));
        }
    }
}
