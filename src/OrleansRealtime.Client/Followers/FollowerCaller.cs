using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Followers;

/// <summary>Who is told of changes to entities.</summary>
public sealed class FollowerCaller
{
    private readonly RestCaller _rest;

    internal FollowerCaller(RestCaller rest) => _rest = rest;

    /// <summary>Makes users follow an entity: at most 100, all of them or none. With a user's token only oneself.</summary>
    /// <param name="idempotencyKey">Drawn when absent.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task AddAsync(EntityRef entity, IEnumerable<string> users, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _rest.SendAsync(RestCall.Mutate(HttpMethod.Post, PathOf(entity), new { users }, idempotencyKey), cancellation);

    /// <summary>Ends that a user follows an entity. With a user's token only oneself.</summary>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task RemoveAsync(EntityRef entity, string user, CancellationToken cancellation = default) =>
        _rest.SendAsync(RestCall.Mutate(HttpMethod.Delete, $"{PathOf(entity)}/{RequestPath.OfUser(user)}"), cancellation);

    /// <summary>Reads a page.</summary>
    /// <param name="limit">1 to 1,000.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<FollowerPage> ReadAsync(EntityRef entity, string? after = null, int? limit = null, CancellationToken cancellation = default) =>
        _rest.SendAsync<FollowerPage>(RestCall.Read(PathOf(entity) + RequestPath.Query(("after", after), ("limit", limit))), cancellation);

    private static string PathOf(EntityRef entity) => $"{RequestPath.Of(entity)}/followers";
}
