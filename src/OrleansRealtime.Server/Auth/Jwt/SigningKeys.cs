using System.Collections.Immutable;
using Microsoft.IdentityModel.Tokens;

namespace OrleansRealtime.Server.Auth.Jwt;

/// <summary>
/// The identity provider's keys as they are known here. They are looked for anew when they are old, and when a token names one that is not known; never
/// more than once at a time, nor within the source's pause. Who asks waits for that, unless the source did not answer lately: then the keys that are
/// known go on.
/// </summary>
internal sealed partial class SigningKeys(IKeySource source, TimeProvider time, ILogger<SigningKeys> logger)
{
    /// <summary>How long a caller waits for the source: less than a call may take in all.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Task? _look;
    private long? _lookedAt;
    private volatile Known? _known;
    private volatile string? _failure;

    /// <summary>Looks for the first time.</summary>
    /// <exception cref="StartException">They should be on this machine, and are not.</exception>
    public async Task StartAsync()
    {
        var look = Look();
        if (!source.IsLocal || look is null) return;
        await look;
        if (_known is null) throw new StartException($"The keys of {AuthOptions.Section}:{JwtOptions.Section} cannot be read from {source.Name}: {_failure}");
    }

    /// <summary>The keys that a token with this <c>kid</c> may be signed by; none, when the identity provider has no such key.</summary>
    /// <exception cref="KeysUnavailableException">Nobody can tell now.</exception>
    public async ValueTask<ImmutableArray<SecurityKey>> FindAsync(string? kid)
    {
        if (_known is not { } known || time.GetElapsedTime(known.Since) >= source.MaxAge) await LookAsync();
        if (_known is not { } current) throw new KeysUnavailableException();
        if (current.Keys.Find(kid) is { Length: > 0 } found) return found;

        await LookAsync();
        found = _known.Keys.Find(kid);
        return found.Length > 0 || _failure is null ? found : throw new KeysUnavailableException();
    }

    private async ValueTask LookAsync()
    {
        var before = _known;
        if (Look() is not { } look || (before is not null && _failure is not null)) return;
        try
        {
            await look.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            Failed("There is no answer yet.", before);
        }
    }

    /// <summary>The look that is under way, or a new one; <c>null</c> when it is too early for that.</summary>
    private Task? Look()
    {
        lock (_gate)
        {
            if (_look is { IsCompleted: false }) return _look;
            if (_lookedAt is { } at && time.GetElapsedTime(at) < source.Pause) return null;
            _lookedAt = time.GetTimestamp();
            return _look = Task.Run(LoadAsync);
        }
    }

    private async Task LoadAsync()
    {
        var before = _known;
        try
        {
            var keys = await source.LoadAsync(CancellationToken.None);
            bool wasFailing;
            lock (_gate)
            {
                wasFailing = _failure is not null;
                (_known, _failure) = (new(keys, time.GetTimestamp()), null);
            }

            if (wasFailing) LogRead(source.Name);
        }
        catch (Exception e)
        {
            // Whatever a stranger's document brings about, the keys that are known go on.
            Failed(e.GetBaseException().Message, before);
        }
    }

    /// <summary>One line per outage; none where the start fails, and says why.</summary>
    /// <param name="before">What was known when the look began: where that is another by now, keys came after all.</param>
    private void Failed(string reason, Known? before)
    {
        bool isNews;
        lock (_gate)
        {
            if (_known != before) return;
            isNews = _failure is null && !(source.IsLocal && before is null);
            _failure = reason;
        }

        if (isNews) LogUnreadable(source.Name, reason);
    }

    private sealed class Known(KeySet keys, long since)
    {
        public KeySet Keys { get; } = keys;

        public long Since { get; } = since;
    }

    [LoggerMessage(7330, LogLevel.Warning, "The identity provider's keys cannot be read from {Source}, and tokens of keys that are not known yet are answered 503: {Reason}", EventName = "KeysUnreadable")]
    private partial void LogUnreadable(string source, string reason);

    [LoggerMessage(7331, LogLevel.Information, "The identity provider's keys are read from {Source} again", EventName = "KeysRead")]
    private partial void LogRead(string source);

    // Next id: 7332
}

/// <summary>The identity provider's keys cannot be read, so that nobody can tell whether a token is good.</summary>
internal sealed class KeysUnavailableException : Exception;
