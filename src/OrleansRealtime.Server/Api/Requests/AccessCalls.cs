using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>Asks for access on behalf of a REST call.</summary>
internal static class AccessCalls
{
    /// <exception cref="ProblemException">unavailable: nobody can tell. Nothing was tried yet, so the outcome is known whatever the call was.</exception>
    public static async ValueTask<EntityAccess> AskAsync(this IEntityAccess access, EntityKey key, string user, CancellationToken cancellationToken)
    {
        try
        {
            var check = access.CheckAsync(key, user, cancellationToken);
            return check.IsCompletedSuccessfully || CallTime.Current is not { } time ? await check : await time.WaitAsync(check.AsTask());
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProblemException(ProblemCodes.Unavailable, "Nobody can tell whether this user may.", inner: e);
        }
    }
}
