namespace OrleansRealtime.Client.Connection;

/// <summary>Whether, and when, to connect again.</summary>
internal sealed class ReconnectRules(Backoff backoff)
{
    /// <summary>As if it were this try already: a server that dies without a word has thousands come back, and sends none away in turn.</summary>
    private const int Unannounced = 2;

    /// <summary>One that lasted this long was a good one: the next loss starts over with short waits.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(5);

    /// <summary>However long a server wants to be left alone, an hour later it is asked again.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromHours(1);

    private int _attempt;

    /// <returns>How long to wait; <c>null</c>: do not come back.</returns>
    public TimeSpan? Next(SessionEnd end)
    {
        // The application's token is refused, and so will the next one be.
        if (end.Failure is { Status: not null, IsTemporary: false }) return null;
        // With a new token there is nothing to wait for, whatever the server says.
        var hold = end.Goodbye is { Code: not ErrorCodes.TokenExpired } goodbye ? goodbye.ReconnectAfterMs : 0;
        if (hold is not { } milliseconds) return null;
        _attempt = end.Lasted > Stable ? end.Goodbye is null ? Unannounced : 0 : _attempt + 1;
        var asked = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, (long)LongestHold.TotalMilliseconds));
        return asked + backoff.Before(_attempt);
    }
}
