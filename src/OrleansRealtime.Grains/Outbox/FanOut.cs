using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Grains.Outbox;

/// <summary>Tells many, a few at once, in the turns of the grain that does it.</summary>
internal static class FanOut
{
    /// <summary>16: as many users as <see cref="DeliveryLimit"/> lets a silo tell at once on PostgreSQL. On SQLite the rest of them wait there.</summary>
    private const int AtOnce = 16;

    /// <summary>A few who cannot be told keep nobody else waiting; so many are not their fault. Twice those at once: a connection that is lost may
    /// fail all who share its transaction, and the others are told all the same.</summary>
    private const int MaxFailures = 2 * AtOnce;

    /// <summary>Tells each; ends when nobody is being told any more. Not Parallel.ForEachAsync: on a grain's scheduler, which runs one turn at
    /// a time, that has one call under way at a time.</summary>
    /// <param name="abandon">Takes note of one who can never be told this: who is told no more of it, so that the others' news may go.</param>
    public static async Task<FanOutcome<T>> TellAsync<T>(
        IAsyncEnumerable<T> recipients, Func<T, Task> tell, Action<T, NotStorableException> abandon, CancellationToken cancellationToken)
    {
        var underWay = new List<Task>(AtOnce);
        var (told, untold, failures, isBrokenOff) = (new List<T>(), new List<T>(), new List<Exception>(), false);
        try
        {
            await foreach (var recipient in recipients.WithCancellation(cancellationToken))
            {
                if (underWay.Count == AtOnce) underWay.Remove(await Task.WhenAny(underWay));
                if (isBrokenOff = failures.Count >= MaxFailures) break;
                underWay.Add(TryAsync(recipient));
            }
        }
        finally
        {
            await Task.WhenAll(underWay);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new(told, untold, failures, isBrokenOff);

        async Task TryAsync(T recipient)
        {
            try
            {
                await tell(recipient);
                told.Add(recipient);
            }
            catch (NotStorableException error)
            {
                abandon(recipient, error);
                told.Add(recipient);
            }
            catch (Exception error)
            {
                // The others are told all the same; those who were, pass over the next try.
                untold.Add(recipient);
                failures.Add(error);
            }
        }
    }
}

/// <summary>What became of telling many.</summary>
/// <param name="Told">Who was told, or never can be.</param>
/// <param name="Untold">Who was tried or passed over, and was not told.</param>
/// <param name="Failures">Why those could not be who were tried.</param>
/// <param name="IsBrokenOff">Too many could not be told: nobody tried the others.</param>
internal sealed record FanOutcome<T>(IReadOnlyList<T> Told, IReadOnlyList<T> Untold, IReadOnlyList<Exception> Failures, bool IsBrokenOff)
{
    public AggregateException ToException() => new($"{Failures.Count}{(IsBrokenOff ? " or more" : "")} could not be told.", Failures);
}
