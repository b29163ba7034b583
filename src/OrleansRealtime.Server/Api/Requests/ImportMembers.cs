using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>The members of a request by which an importer says of a mutation when it was made, by whom, and that nobody is to be
/// notified.</summary>
/// <param name="Quiet">False asks for nothing, as a serializer writes it that leaves nothing out.</param>
/// <param name="Actor">The user who did it, in the place of <c>X-Actor</c>.</param>
internal sealed record ImportMembers(bool Quiet, string? Actor, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt = null)
{
    /// <exception cref="ProblemException">key_required or scope_denied: the caller may not say such things; bad_user; bad_body: the times
    /// cannot be.</exception>
    public void Check(ApiCall call, DateTimeOffset now)
    {
        if (Given() is not { } member) return;
        if (call.Caller.Kind != CallerKind.Key) throw new ProblemException(ProblemCodes.KeyRequired, $"'{member}' is for API keys.", member);
        if (!call.Caller.Scopes.Contains(Scopes.Import))
            throw new ProblemException(ProblemCodes.ScopeDenied, $"'{member}' needs the scope '{Scopes.Import}'.", member);
        if (Actor is not null) ApiCall.User(Actor, "actor");
        if (CreatedAt > now) throw BodyRefusal.BadBody("createdAt", "is in the future");
        if (UpdatedAt > now) throw BodyRefusal.BadBody("updatedAt", "is in the future");
        if (UpdatedAt < CreatedAt) throw BodyRefusal.BadBody("updatedAt", "is before 'createdAt'");
    }

    /// <summary>What the entity's grain is told of it.</summary>
    public EntityCommand AddTo(EntityCommand command) => command with
    {
        Actor = Actor ?? command.Actor,
        ImportedAs = new(Quiet, CreatedAt?.ToUniversalTime(), UpdatedAt?.ToUniversalTime()),
    };

    private string? Given() =>
        Quiet ? "quiet"
        : Actor is not null ? "actor"
        : CreatedAt is not null ? "createdAt"
        : UpdatedAt is not null ? "updatedAt"
        : null;
}
