using OrleansRealtime.Users;

namespace OrleansRealtime.Server.Gateway;

/// <summary>
/// One user as this process follows it for all the user's connections: the badge, and what happens to the inbox. The badge's version is the
/// position: news applies onto the version before it, and what is missing is asked of the grain.
/// </summary>
internal sealed partial class UserFeed : Feed, IUserListener
{
    private readonly IUserSource _source;
    private readonly Action<UserKey> _tokensRefused;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<UserFeed> _logger;
    private readonly Questions _questions;
    private readonly List<IUserConnection> _connections = [];
    private readonly SortedList<long, UserNews> _held = [];
    private readonly double _haste = 1 - Jitter.Share(0.25);
    private Task<IAsyncDisposable>? _subscription;
    private Badge? _badge;
    private Frame? _badgeFrame;
    private long? _heard;
    private DateTimeOffset? _refusedBefore;
    private long _confirmedAt;

    public UserFeed(
        UserKey key,
        IUserSource source,
        Action<UserKey> tokensRefused,
        GatewayOptions options,
        TimeProvider time,
        GatewayMetrics metrics,
        ILogger<UserFeed> logger)
        : base(options, time)
    {
        Key = key;
        _source = source;
        _tokensRefused = tokensRefused;
        _metrics = metrics;
        _logger = logger;
        _questions = new(AskAsync, IsMissingSomething, e => LogQuestionFailed(e, key), options, time);
    }

    public UserKey Key { get; }

    /// <summary>Tells a connection the badge, now or as soon as it is known, and all that follows.</summary>
    public void Attach(IUserConnection connection)
    {
        bool isRefused;
        lock (Gate)
        {
            _connections.Add(connection);
            isRefused = connection.TokenIssuedAt < _refusedBefore;
            if (_badgeFrame is not null) connection.Outbox.PostInbox([], _badgeFrame, _badge!.LastSeq);
        }

        if (isRefused) connection.Refuse();
    }

    public void Detach(IUserConnection connection)
    {
        lock (Gate) _connections.Remove(connection);
    }

    public void OnNews(UserNews news)
    {
        Refuse(news.TokensRefusedBefore);
        lock (Gate)
        {
            if (_badge is null)
            {
                // The first reading may be older than this.
                _questions.Ask();
                return;
            }

            if (news.Badge.Version <= _badge.Version)
            {
                _metrics.NewsDropped();
                return;
            }

            _held[news.From] = news;
            Catch();
        }
    }

    public void OnHead(string head)
    {
        lock (Gate)
        {
            _confirmedAt = Time.GetTimestamp();
            if (_badge is null || !long.TryParse(head, out var version) || version <= _badge.Version) return;
            _heard = version;
            _questions.AskIfStillMissing();
        }
    }

    public void OnLost() => _questions.Ask();

    public override void Confirm()
    {
        lock (Gate)
        {
            if (_badge is null || Time.GetElapsedTime(_confirmedAt) < Options.ConfirmWithin * _haste) return;
            _confirmedAt = Time.GetTimestamp();
        }

        _questions.Ask();
    }

    protected override async Task StartAsync()
    {
        _subscription = _source.SubscribeAsync(Key, this);
        await _subscription.WaitAsync(Options.CallTimeout, Time);
        await AskAsync();
    }

    protected override void OpeningFailed(Exception exception) => LogOpeningFailed(exception, Key);

    public override void Dispose()
    {
        _questions.Dispose();
        _ = UnsubscribeAsync();
    }

    private async Task UnsubscribeAsync()
    {
        try
        {
            if (_subscription is { } subscription) await (await subscription).DisposeAsync();
        }
        catch (Exception e)
        {
            LogUnsubscribingFailed(e, Key);
        }
    }

    private bool IsMissingSomething()
    {
        lock (Gate) return _badge is not null && (_held.Count > 0 || _heard > _badge.Version);
    }
}
