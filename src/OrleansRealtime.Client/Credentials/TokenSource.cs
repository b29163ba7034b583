namespace OrleansRealtime.Client.Credentials;

/// <summary>The token in use, shared by REST and hub, and asked for once however many want it. How long it lives is counted from its
/// receipt, because its end is by the server's clock and this machine's may be another; the hub tells how long it really has.</summary>
internal sealed class TokenSource(Func<CancellationToken, ValueTask<RealtimeToken>> provider, TimeProvider time) : ICredentials
{
    /// <summary>A token this close to its end is not worth sending; of one that lives for less than 25 s the last fifth.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>A provider that hangs must not hang everything that waits for its token.</summary>
    private static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private Task<string>? _asking;
    private string? _token;
    private long _since;
    private TimeSpan? _lifetime;

    /// <summary>What is left of the token; <c>null</c> while nobody has said.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            lock (_gate) return _lifetime - time.GetElapsedTime(_since);
        }
    }

    public async ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_asking is null && _token is { } token && IsWorthSending()) return token;
        }

        return await RenewAsync(cancellation);
    }

    /// <summary>Asks for another token; whoever asks meanwhile gets the same.</summary>
    public async Task<string> RenewAsync(CancellationToken cancellation)
    {
        Task<string> asking;
        lock (_gate) asking = _asking ??= Task.Run(AskAsync, CancellationToken.None);
        return await asking.WaitAsync(cancellation);
    }

    public bool Refuse(string refused)
    {
        lock (_gate)
        {
            if (_token == refused) _token = null;
        }

        return true;
    }

    /// <summary>The token in use is over: the next one is asked for.</summary>
    public void Forget()
    {
        lock (_gate) _token = null;
    }

    /// <param name="asked">A timestamp from before the hub was asked, so that the way to it is no part of what is left.</param>
    public void LearnExpiry(string token, TokenExpiry expiry, long asked)
    {
        lock (_gate)
        {
            if (_token != token) return;
            _since = asked;
            _lifetime = expiry.ExpiresInMs is { } left ? TimeSpan.FromMilliseconds(left) : UntilEnd(expiry.ExpiresAt);
        }
    }

    private bool IsWorthSending()
    {
        if (_lifetime is not { } lifetime) return true;
        var margin = lifetime / 5 < Margin ? lifetime / 5 : Margin;
        return lifetime - time.GetElapsedTime(_since) > margin;
    }

    private async Task<string> AskAsync()
    {
        try
        {
            var issued = await ProvideAsync();
            lock (_gate) (_token, _since, _lifetime) = (issued.Token, time.GetTimestamp(), UntilEnd(issued.ExpiresAt));
            return issued.Token;
        }
        finally
        {
            lock (_gate) _asking = null;
        }
    }

    private async Task<RealtimeToken> ProvideAsync()
    {
        using var patience = new CancellationTokenSource(ProviderTimeout, time);
        RealtimeToken? issued;
        try
        {
            issued = await provider(patience.Token).AsTask().WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is not RealtimeException)
        {
            throw new RealtimeException(ErrorCodes.Token, "The application gave no token.", inner: e);
        }

        if (issued is { Token: { Length: > 0 } text } && text.All(character => character is > ' ' and < '\x7f')) return issued;
        throw new RealtimeException(ErrorCodes.Token, "The application gave something that is no token.");
    }

    /// <summary>What was just received and seems to be over is not: a clock is wrong, and the token good until somebody refuses it.</summary>
    private TimeSpan? UntilEnd(DateTimeOffset? end) => end - time.GetUtcNow() is { } left && left > TimeSpan.Zero ? left : null;
}
