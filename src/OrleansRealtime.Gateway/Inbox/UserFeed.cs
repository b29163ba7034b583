using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Feeds;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Gateway.Inbox;

/// <summary>
/// One user as this process follows it for all the user's connections: the badge, and what happens to the inbox. The badge's version is the
/// position: an event applies onto the version before it, and what is missing is asked of the grain.
/// </summary>
internal sealed partial class UserFeed : EventFeed<UserEvent>
{
    private readonly IUserSource _source;
    private readonly Action<UserKey> _tokensRefused;
    private readonly FeedWarnings _warnings;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<UserFeed> _logger;
    private readonly List<IUserConnection> _connections = [];
    private readonly SortedList<long, UserEvent> _held = [];
    private Badge? _badge;
    private Frame? _badgeFrame;
    private long? _heard;
    private DateTimeOffset? _refusedBefore;

    public UserFeed(
        UserKey key,
        IUserSource source,
        Action<UserKey> tokensRefused,
        GatewayOptions options,
        FeedWarnings warnings,
        TimeProvider time,
        GatewayMetrics metrics,
        ILogger<UserFeed> logger)
        : base(options, time)
    {
        Key = key;
        _source = source;
        _tokensRefused = tokensRefused;
        _warnings = warnings;
        _metrics = metrics;
        _logger = logger;
    }

    public UserKey Key { get; }

    protected override bool IsKnown => _badge is not null;

    private bool IsIncomplete => _badge is not null && (_held.Count > 0 || _heard > _badge.Version);

    /// <summary>Tells a connection the badge, now or as soon as it is known, and all that follows.</summary>
    public void Attach(IUserConnection connection)
    {
        bool isRefused;
        lock (Gate)
        {
            _connections.Add(connection);
            isRefused = connection.TokenIssuedAt < _refusedBefore;
            if (_badgeFrame is not null) connection.Writer.PostInbox([], _badgeFrame, _badge!.LastSeq);
        }

        if (isRefused) connection.Refuse();
    }

    public void Detach(IUserConnection connection)
    {
        lock (Gate) _connections.Remove(connection);
    }

    public override void OnEvent(UserEvent received)
    {
        Refuse(received.TokensRefusedBefore);
        lock (Gate)
        {
            if (_badge is null)
            {
                // The first reading may be older than this.
                RefetchLoop.Ask();
                return;
            }

            if (received.Badge.Version <= _badge.Version)
            {
                _metrics.EventDropped();
                return;
            }

            _held[received.From] = received;
            Catch();
        }
    }

    public override void OnHead(string head)
    {
        lock (Gate)
        {
            Confirmed();
            if (_badge is null || !long.TryParse(head, out var version) || version <= _badge.Version) return;
            _heard = version;
            RefetchLoop.Ask();
        }
    }

    protected override Task<IAsyncDisposable> SubscribeAsync() => _source.SubscribeAsync(Key, this);

    protected override void OpeningFailed(Exception exception)
    {
        if (_warnings.Opening.IsDue(out var count)) LogOpeningFailed(exception, count, Key);
    }

    protected override void QuestionFailed(Exception exception)
    {
        if (_warnings.Question.IsDue(out var count)) LogQuestionFailed(exception, count, Key);
    }

    protected override void UnsubscribingFailed(Exception exception) => LogUnsubscribingFailed(exception, Key);
}
