using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>Who may make a call: endpoint metadata.</summary>
/// <param name="Kind"><c>null</c> = both.</param>
/// <param name="Scope">What an API key needs.</param>
internal sealed record CallRule(CallerKind? Kind, string? Scope);

/// <summary>Lets requests in or not, in the order in which they may know: who one is, whether one may be here, whether one may do this.</summary>
internal sealed class RequestGate(TokenRefusals refusals, CallPermits permits) : IEndpointFilter
{
    public const string ActorHeader = "X-Actor";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // No exception: whoever is not known has no lines written, however often the keys to know anybody by are not to be had.
        if (http.User.Identity is not { IsAuthenticated: true }) return AuthenticationProblem.Of(http).ToProblem();
        http.Features.Set(await AdmitAsync(http));
        // Whoever reads a body takes its turn when it is there.
        if (http.GetEndpoint()!.Metadata.GetMetadata<CallInput>() is { HasBody: true }) http.Features.Set(permits);
        else await permits.EnterAsync(http);
        return await next(context);
    }

    private async ValueTask<ApiCall> AdmitAsync(HttpContext http)
    {
        var caller = Caller.Of(http.User);
        var workspace = (string)http.GetRouteValue("ws")!;
        if (!Names.IsWord(workspace)) throw new ProblemException(ProblemCodes.BadKey, $"A workspace is {Names.WordRule}.", "ws");
        if (!caller.MayEnter(workspace)) throw new ProblemException(ProblemCodes.WorkspaceDenied);

        var rule = http.GetEndpoint()!.Metadata.GetRequiredMetadata<CallRule>();
        if (rule.Kind is { } kind && kind != caller.Kind)
            throw new ProblemException(kind == CallerKind.User ? ProblemCodes.UserRequired : ProblemCodes.KeyRequired);
        if (caller.Kind == CallerKind.User) await RefuseAsync(caller, workspace);
        else if (rule.Scope is { } scope && !caller.Scopes.Contains(scope))
            throw new ProblemException(ProblemCodes.ScopeDenied, $"It needs the scope '{scope}'.");

        Query.RequireKnown(http);
        return new(caller, workspace, Actor(http.Request, caller), IdempotencyHeader.Read(http.Request));
    }

    private async ValueTask RefuseAsync(Caller caller, string workspace)
    {
        bool refused;
        try
        {
            refused = await refusals.IsRefusedAsync(workspace, caller.User!, caller.IssuedAt!.Value);
        }
        catch (Exception e) when (e is not ProblemException)
        {
            // Nothing was tried yet, so the outcome is known whatever the call was.
            throw new ProblemException(ProblemCodes.Unavailable, inner: e);
        }

        if (refused) throw new ProblemException(ProblemCodes.Unauthenticated, "This user's tokens were refused; this one was issued before that.");
    }

    private static string? Actor(HttpRequest request, Caller caller)
    {
        var header = request.Headers[ActorHeader];
        if (caller.Kind == CallerKind.User)
            return header.Count == 0 ? caller.User : throw new ProblemException(ProblemCodes.ActorNotAllowed, field: ActorHeader);
        if (header.Count == 0) return null;
        // Escaped as in a path, because few clients send anything but ASCII in a header.
        return ApiCall.User((header is [{ } user] ? PercentEncoding.Decode(user) : null) ?? "", ActorHeader);
    }
}

internal static class CallRules
{
    /// <summary>For users and for keys with this scope.</summary>
    public static TBuilder ForAll<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new CallRule(null, scope));

    public static TBuilder ForKeys<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new CallRule(CallerKind.Key, scope));

    public static TBuilder ForUsers<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new CallRule(CallerKind.User, null));
}
