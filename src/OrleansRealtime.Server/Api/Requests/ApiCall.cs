using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>A request that was let in: by whom, where, for whom.</summary>
/// <param name="Actor">The user on whose behalf; <c>null</c> when a server acts for nobody.</param>
/// <param name="IdempotencyKey">As it came.</param>
internal sealed record ApiCall(Caller Caller, string Workspace, string? Actor, string? IdempotencyKey)
{
    public static ApiCall Of(HttpContext http) =>
        http.Features.Get<ApiCall>() ?? throw new InvalidOperationException($"{http.Request.Path} was not admitted by {nameof(RequestGate)}.");

    /// <summary>The caller's own grain, where only users come.</summary>
    public IUserGrain Me(IGrainFactory grains) => grains.GetGrain<IUserGrain>(new UserKey(Workspace, Caller.User!).ToString());

    /// <summary>The entity that the path names.</summary>
    /// <exception cref="ProblemException">bad_key</exception>
    public EntityKey Entity(string type, string id) => new EntityKey(Workspace, type, id) is { IsValid: true } key
        ? key
        : throw (Names.IsWord(type) ? BadId("id") : new ProblemException(ProblemCodes.BadKey, $"A type is {Names.WordRule}.", "type"));

    /// <summary>What names no entity.</summary>
    public static ProblemException BadId(string field) => new(ProblemCodes.BadKey, $"An id is {Names.IdRule}.", field);

    /// <exception cref="ProblemException">bad_user</exception>
    public static string User(string user, string field = "user") =>
        Names.IsId(user) ? user : throw new ProblemException(ProblemCodes.BadUser, $"A user id is {Names.IdRule}.", field);
}
