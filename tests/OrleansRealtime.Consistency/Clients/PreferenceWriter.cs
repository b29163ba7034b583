using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Says what users want to be told of: each document of preferences until it is answered, and then the next.</summary>
internal sealed class PreferenceWriter(Session session)
{
    public async Task RunAsync(IReadOnlyList<PreferencesStep> steps)
    {
        foreach (var step in steps)
        {
            await session.WaitAsync(step.Wait);
            if (session.IsEnding) return;
            var key = session.NextKey();
            session.History.Add(new PreferencesSent(step.Expected));
            await session.InsistAsync(
                $"{step.Expected}", async stop => await (await session.UserAsync(step.Expected.User, stop)).PutAsync("me/preferences", step.Expected.Body, ("Idempotency-Key", key)));
            session.History.Add(new PreferencesAnswered(step.Expected));
        }
    }
}
