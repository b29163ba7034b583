using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Inbox;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>One hub connection: the writer through which it is told, and what it hands the rest on to, one for each thing that it holds.</summary>
internal sealed class GatewayConnection : IUserConnection, IDisposable
{
    private readonly GatewayServices _services;
    private readonly string _transport;
    private readonly ConnectionLife _life = new();
    private readonly TokenExpiry _token;
    private readonly WatchedEntities _watched;
    private readonly ViewedEntity _viewed;
    private readonly FollowedUser _followed;
    private volatile bool _isRefused;

    /// <param name="watchesAbsent">A watch of what is not there goes on.</param>
    /// <param name="transport">What it comes over.</param>
    public GatewayConnection(ConnectedUser user, IFrameWriter writer, bool watchesAbsent, string transport, GatewayServices services)
    {
        _transport = transport;
        _services = services;
        Key = user.Key;
        Since = services.Time.GetUtcNow();
        Writer = new(writer, services.Options, services.Time, services.Metrics, services.WriterLogger);
        var access = new ConnectionAccess(Key, services, _life.Ended);
        _watched = new(Key, Writer, access, watchesAbsent, _life, services);
        _viewed = new(Key, services.Presence.Open(Key, user.Name), access, _life, services);
        _followed = new(Key, _life, services);
        _token = new(user, () => _ = CloseAsync(GoodbyeCodes.TokenExpired), services.Time);
    }

    public UserKey Key { get; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset Since { get; }

    public int WatchCount => _watched.Count;

    public ConnectionWriter Writer { get; }

    /// <summary>The most items of one Watch or Unwatch.</summary>
    public int MaxItems => _services.Options.MaxItems;

    public DateTimeOffset TokenIssuedAt => _token.User.TokenIssuedAt;

    /// <summary>Whether the connection is closed as soon as its token is refused: its user's feed tells it. Before that, somebody has to be asked.</summary>
    public bool HearsOfRefusal => !_isRefused && _followed.IsHeard;

    /// <inheritdoc cref="WatchedEntities.WatchAsync(IReadOnlyList{WatchItem})"/>
    public Task<WatchResult[]> WatchAsync(IReadOnlyList<WatchItem> items) => _watched.WatchAsync(items);

    /// <inheritdoc cref="WatchedEntities.UnwatchAsync"/>
    public Task UnwatchAsync(IReadOnlyList<WatchItem> items) => _watched.UnwatchAsync(items);

    /// <inheritdoc cref="ViewedEntity.SetAsync"/>
    public Task SetPresenceAsync(PresenceRequest request) => _viewed.SetAsync(request);

    /// <summary>Has the connection told its badge and all that follows, as soon as the user's grain can be heard.</summary>
    public Task FollowUserAsync() => _followed.FollowAsync(this);

    /// <summary>What those who support the user are told of the connection; nothing by which somebody could speak for it.</summary>
    public ConnectionReport Describe()
    {
        var watched = _watched.Keys;
        var shown = watched
            .OrderBy(key => key.Type, StringComparer.Ordinal).ThenBy(key => key.Id, StringComparer.Ordinal)
            .Take(ConnectionReport.MaxWatches).Select(key => new EntityRef(key.Type, key.Id));
        return new(Since, _transport, _token.User.TokenExpiresAt, watched.Length, [.. shown], Writer.Pending);
    }

    /// <summary>Takes a newer token of the same user.</summary>
    public void Refresh(ConnectedUser user) => _token.Refresh(user);

    public void Refuse()
    {
        _isRefused = true;
        _ = CloseAsync(GoodbyeCodes.AccessRevoked);
    }

    public Task CloseAsync(GoodbyeCode code) => Writer.CloseAsync(code);

    /// <summary>The connection is gone: lets go of everything that it held.</summary>
    public void Dispose()
    {
        _life.Dispose();
        _token.Dispose();
        Writer.End();
        _watched.End();
        _viewed.End(atOnce: _isRefused);
        _followed.Leave(this);
    }
}
