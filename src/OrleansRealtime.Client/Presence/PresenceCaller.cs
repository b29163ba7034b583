using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Presence;

/// <summary>Who is there.</summary>
public sealed class PresenceCaller
{
    private readonly RestCaller _rest;

    internal PresenceCaller(RestCaller rest) => _rest = rest;

    /// <summary>Asks for users.</summary>
    /// <param name="users">1 to 100.</param>
    /// <returns>One answer each, in their order.</returns>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public async Task<IReadOnlyList<UserPresence>> ReadAsync(IEnumerable<string> users, CancellationToken cancellation = default) =>
        (await _rest.SendAsync<Answer>(RestCall.Mutate(HttpMethod.Post, "presence", new { users }), cancellation)).Users;

    private sealed record Answer(IReadOnlyList<UserPresence> Users);
}
