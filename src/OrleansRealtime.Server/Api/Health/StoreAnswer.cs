using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Api.Health;

/// <summary>Whether the database answers, as it was a second ago at most: anybody may ask, as often as they like, and it is asked once a second.</summary>
internal sealed class StoreAnswer(IStoreHealth store, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly ExpiringCache<string, bool> _answer = new(Age, capacity: 1, time);

    /// <param name="cancellationToken">Ends the waiting of this one, and not the question.</param>
    public Task<bool> GetAsync(CancellationToken cancellationToken) => _answer.GetAsync(store.Store, _ => store.AnswersAsync(CancellationToken.None), cancellationToken);
}
