namespace OrleansRealtime.Gateway.Connections;

/// <summary>Until when a connection's token is good.</summary>
internal sealed class TokenExpiry : IDisposable
{
    private readonly Action _expired;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    /// <param name="expired">The token has ended, and no newer one was shown.</param>
    public TokenExpiry(ConnectedUser user, Action expired, TimeProvider time)
    {
        User = user;
        _expired = expired;
        _time = time;
        _timer = time.CreateTimer(_ => Look(), null, Left(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whose the connection is, as the newest token says.</summary>
    public ConnectedUser User { get; private set; }

    /// <summary>Takes a newer token of the same user.</summary>
    public void Refresh(ConnectedUser user)
    {
        User = user;
        _timer.Change(Left(), Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private TimeSpan Left()
    {
        var left = User.TokenExpiresAt - _time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Look()
    {
        var left = Left();
        // A token that was refreshed just now, or a clock that was set back.
        if (left > TimeSpan.Zero) _timer.Change(left, Timeout.InfiniteTimeSpan);
        else _expired();
    }
}
