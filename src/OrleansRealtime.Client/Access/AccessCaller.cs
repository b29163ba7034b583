using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Access;

/// <summary>Tells the platform that users have lost access.</summary>
public sealed class AccessCaller
{
    private readonly RestCaller _rest;

    internal AccessCaller(RestCaller rest) => _rest = rest;

    /// <summary>Refuses all tokens of the user that were issued before now, for good, and ends the connections that are open.</summary>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task RevokeAsync(string user, CancellationToken cancellation = default) =>
        _rest.SendAsync(RestCall.Mutate(HttpMethod.Delete, $"access/{RequestPath.OfUser(user)}"), cancellation);

    /// <summary>Has the platform ask the application anew whether the user may see the entity.</summary>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task RecheckAsync(EntityRef entity, string user, CancellationToken cancellation = default) =>
        _rest.SendAsync(RestCall.Mutate(HttpMethod.Delete, $"{RequestPath.Of(entity)}/access/{RequestPath.OfUser(user)}"), cancellation);
}
