using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Preferences;

/// <summary>Why somebody is told of something, or not. For API keys with the scope <c>notify</c>, and for users about themselves.</summary>
public sealed class ExplanationCaller
{
    private readonly RestCaller _rest;

    internal ExplanationCaller(RestCaller rest) => _rest = rest;

    /// <summary>Asks whether a user would be told now.</summary>
    /// <param name="reason"><c>mentioned</c>, <c>assigned</c>, <c>recipient</c> or <c>following</c>; when absent, the one that the entity knows.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<Explanation> AskAsync(
        string user, string kind, EntityRef? entity = null, string? reason = null, CancellationToken cancellation = default) =>
        _rest.SendAsync<Explanation>(
            RestCall.Read(PathOf(user) + RequestPath.Query(("kind", kind), ("type", entity?.Type), ("id", entity?.Id), ("reason", reason))), cancellation);

    /// <summary>Asks what was decided of a notification when it came, up to 30 days ago.</summary>
    /// <param name="notification">The id that an item or a receipt has.</param>
    /// <returns><c>null</c>: none of this id came for the user.</returns>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public async Task<PastExplanation?> FindAsync(string user, string notification, CancellationToken cancellation = default)
    {
        try
        {
            return await _rest.SendAsync<PastExplanation>(RestCall.Read(PathOf(user) + RequestPath.Query(("notification", notification))), cancellation);
        }
        catch (RealtimeException e) when (e.Code == ErrorCodes.NotFound)
        {
            return null;
        }
    }

    private static string PathOf(string user) => $"users/{RequestPath.OfUser(user)}/explain";
}
