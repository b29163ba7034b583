using Microsoft.AspNetCore.Authorization;

namespace OrleansRealtime.Server.Auth;

internal sealed class UserRequirement : IAuthorizationRequirement;

/// <summary>For the hub: a user, and not an API key. A refused token is a matter of the connection, which can say goodbye, and
/// of the calls that come before that.</summary>
internal sealed class UserPolicy : AuthorizationHandler<UserRequirement>
{
    public const string Name = "user";

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, UserRequirement requirement)
    {
        if (context.User.Identity is { IsAuthenticated: true } && Caller.Of(context.User).Kind == CallerKind.User) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
