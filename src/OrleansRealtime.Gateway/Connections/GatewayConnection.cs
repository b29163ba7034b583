using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Inbox;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>One hub connection: whose it is and until when, what it watches and views, and the writer through which it is
/// told.</summary>
internal sealed partial class GatewayConnection : IWatchOwner, IActiveViewOwner, IUserConnection, IDisposable
{
    private readonly GatewayServices _services;
    private readonly ILogger<GatewayConnection> _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private readonly ITimer _expiry;
    private readonly ConnectionPresence _presence;
    private readonly bool _watchesAbsent;
    private readonly string _transport;
    private volatile bool _isRefused;
    private ConnectedUser _user;
    private UserFeed? _userFeed;

    /// <param name="watchesAbsent">A watch of what is not there goes on.</param>
    /// <param name="transport">What it comes over.</param>
    public GatewayConnection(ConnectedUser user, IFrameWriter writer, bool watchesAbsent, string transport, GatewayServices services)
    {
        _watchesAbsent = watchesAbsent;
        _transport = transport;
        _services = services;
        _logger = services.Logger;
        _user = user;
        Key = user.Key;
        Since = services.Time.GetUtcNow();
        Writer = new(writer, services.Options, services.Time, services.Metrics, services.WriterLogger);
        _presence = services.Presence.Open(Key, user.Name);
        _expiry = services.Time.CreateTimer(_ => CloseIfExpired(), null, UntilExpiry(), Timeout.InfiniteTimeSpan);
    }

    public UserKey Key { get; }

    public string User => Key.User;

    /// <summary>When it was opened.</summary>
    public DateTimeOffset Since { get; }

    public int WatchCount
    {
        get
        {
            lock (_gate) return _watches.Count;
        }
    }

    public ConnectionWriter Writer { get; }

    /// <summary>The most items of one Watch or Unwatch.</summary>
    public int MaxItems => _services.Options.MaxItems;

    public DateTimeOffset TokenIssuedAt => _user.TokenIssuedAt;

    /// <summary>Has the connection told its badge and all that follows, as soon as the user's grain can be heard.</summary>
    public async Task FollowUserAsync()
    {
        for (var failures = 1; !_ended.IsCancellationRequested; failures++)
        {
            var feed = _services.Users.Hold(Key);
            if (await feed.OpenAsync())
            {
                bool isLate;
                lock (_gate)
                {
                    isLate = _ended.IsCancellationRequested;
                    if (!isLate) _userFeed = feed;
                }

                if (isLate) _services.Users.Release(Key, feed);
                else feed.Attach(this);
                return;
            }

            _services.Users.Release(Key, feed);
            var pause = Jitter.Pause(failures, _services.Options.RetryFirst, _services.Options.RetryMax);
            await Task.Delay(pause, _services.Time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What those who support the user are told of the connection; nothing by which somebody could speak for it.</summary>
    public ConnectionReport Describe()
    {
        EntityKey[] watched;
        lock (_gate) watched = [.. _watches.Keys];
        var shown = watched
            .OrderBy(key => key.Type, StringComparer.Ordinal).ThenBy(key => key.Id, StringComparer.Ordinal)
            .Take(ConnectionReport.MaxWatches).Select(key => new EntityRef(key.Type, key.Id));
        return new(Since, _transport, _user.TokenExpiresAt, watched.Length, [.. shown], Writer.Pending);
    }

    /// <summary>Takes a newer token of the same user.</summary>
    public void Refresh(ConnectedUser user)
    {
        _user = user;
        _expiry.Change(UntilExpiry(), Timeout.InfiniteTimeSpan);
    }

    public void Refuse()
    {
        _isRefused = true;
        _ = CloseAsync(GoodbyeCodes.AccessRevoked);
    }

    public Task CloseAsync(GoodbyeCode code) => Writer.CloseAsync(code);

    /// <summary>The connection is gone: lets go of everything that it held.</summary>
    public void Dispose()
    {
        UserFeed? feed;
        lock (_gate)
        {
            _ended.Cancel();
            (feed, _userFeed) = (_userFeed, null);
        }

        _expiry.Dispose();
        Writer.End();
        UnwatchAll();
        EndPresence();
        if (feed is null) return;
        feed.Detach(this);
        _services.Users.Release(Key, feed);
    }

    private TimeSpan UntilExpiry()
    {
        var left = _user.TokenExpiresAt - _services.Time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void CloseIfExpired()
    {
        var left = UntilExpiry();
        // A token that was refreshed just now, or a clock that was set back.
        if (left > TimeSpan.Zero) _expiry.Change(left, Timeout.InfiniteTimeSpan);
        else _ = CloseAsync(GoodbyeCodes.TokenExpired);
    }
}

/// <summary>What every connection of the process uses.</summary>
internal sealed record GatewayServices(
    EntityFeeds Entities,
    UserFeeds Users,
    GatewayPresence Presence,
    IEntityAccess Access,
    GatewayOptions Options,
    TimeProvider Time,
    GatewayMetrics Metrics,
    ILogger<GatewayConnection> Logger,
    ILogger<ConnectionWriter> WriterLogger)
{
    /// <summary>Of all connections: while the application does not answer, each asks about all that it watches, again and again.</summary>
    public OccasionalLine AccessUnknown { get; } = new(Time);

    public RefusalAllowance Refusals { get; } = new(Options, Time);
}
