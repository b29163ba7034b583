using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>What a connection's user may see, and how much may still be refused to the user.</summary>
internal sealed partial class ConnectionAccess(UserKey user, GatewayServices services, CancellationToken ended)
{
    /// <summary>Where nobody said that access was taken away, one question without an answer is an application that starts anew; two are one
    /// that cannot be asked.</summary>
    public const int MaxUnanswered = 2;

    /// <summary>Frames stop within 2 s after access was taken away; who cannot be asked by then counts as a no.</summary>
    public static readonly TimeSpan RecheckTimeout = TimeSpan.FromSeconds(1.5);

    private readonly ILogger<GatewayConnection> _logger = services.Logger;

    /// <summary>Whether nothing more is to be asked for on behalf of the user.</summary>
    public bool IsSpent => services.Refusals.IsSpent(user);

    /// <summary>Counts an item that was refused.</summary>
    public void Spend() => services.Refusals.Spend(user);

    /// <summary>Why the user may not see an entity; <c>null</c> = the user may. Who cannot tell has not said yes.</summary>
    public async ValueTask<ProblemCode?> CheckAsync(EntityKey key, TimeSpan timeout)
    {
        try
        {
            var check = services.Access.CheckAsync(key, user.User, ended);
            var access = check.IsCompletedSuccessfully ? check.Result : await check.AsTask().WaitAsync(timeout, services.Time);
            return access >= EntityAccess.Read ? null : ProblemCodes.AccessDenied;
        }
        catch (Exception e)
        {
            if (services.AccessUnknown.IsDue(out var count)) LogAccessUnknown(e, count, user.User, key);
            return ProblemCodes.Unavailable;
        }
    }

    [LoggerMessage(EventId = 7430, Level = LogLevel.Warning, Message = "Access could not be told {Count} times since this was last said; the latest is whether {User} may see {Entity}")]
    private partial void LogAccessUnknown(Exception exception, int count, string user, EntityKey entity);

    // next id: 7431
}
