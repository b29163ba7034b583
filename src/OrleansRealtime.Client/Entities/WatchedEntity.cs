namespace OrleansRealtime.Client.Entities;

/// <summary>One entity that is watched, however many readers it has. Its table takes the turns.</summary>
internal sealed class WatchedEntity(EntityRef entity)
{
    /// <summary>What the user may not see is asked for again after this, and twice as long each time: access may be given back.</summary>
    private static readonly TimeSpan DeniedPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestDeniedPause = TimeSpan.FromMinutes(2);

    /// <summary>What is not there is not watched by an older server, nor past the hub's bound.</summary>
    private static readonly TimeSpan AbsentPause = TimeSpan.FromSeconds(15);

    /// <summary>Not the entity's fault, and over soon.</summary>
    private static readonly TimeSpan UnavailablePause = TimeSpan.FromSeconds(2);

    private static readonly string[] Temporary = [ErrorCodes.Unavailable, ErrorCodes.Overloaded, ErrorCodes.OutcomeUnknown, ErrorCodes.Internal];

    private KnownEntity _known = KnownEntity.Nothing;
    private EntitySnapshot? _shown;
    private bool _mayGoBack;
    private bool _isConnected;
    private bool _isHeard;
    private bool _hasGap;
    // No position was said, and nothing has come since: what is on its way is the whole state.
    private bool _asksWhole;
    private int _denials;

    public EntityRef Entity => entity;

    public Latest<EntitySnapshot> Views { get; } = new();

    /// <summary>Whether it waits for the moment to be asked for again.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether the hub was asked for it on this connection.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>What the hub is asked, with what is there already: a position without its state would have it send only what came after. After a gap
    /// no position is said: the hub counts the lost frame as told, and with a position it would not send it again.</summary>
    public WatchItem ToWatchItem()
    {
        var position = _hasGap ? null : _known.State?.Position;
        (IsAsked, _isHeard, _asksWhole) = (true, false, position is null);
        return new(entity.Type, entity.Id, position);
    }

    /// <summary>A frame of it was lost.</summary>
    /// <param name="isAsking">Whether the hub was asked for it and has yet to answer.</param>
    /// <returns>Whether the hub is to be asked: no answer is on its way that brings the whole state.</returns>
    public bool Lost(bool isAsking)
    {
        if (isAsking && _asksWhole) return false;
        return _hasGap = true;
    }

    /// <summary>A new connection: what it tells first may be a lower position, where the server knows that it is the truth. It has told nothing, so that
    /// a position brings all that came after it.</summary>
    public void Resume() => (_isConnected, _mayGoBack, IsAsked, _hasGap) = (true, true, false, false);

    /// <summary>The connection is gone.</summary>
    public void Suspend()
    {
        _isConnected = false;
        if (_shown is { Status: ViewStatus.Fresh or ViewStatus.Absent }) Show(_shown with { Status = ViewStatus.Stale });
    }

    public Reduction Apply(EntityState state, bool isReset) => ApplyReduction(_known.Apply(state, isReset, _mayGoBack));

    public Reduction Apply(ChangedFrame frame) => ApplyReduction(_known.Apply(frame));

    public Reduction Apply(DeletedFrame frame) => ApplyReduction(_known.Apply(frame));

    /// <summary>The server watches it, or says why not.</summary>
    /// <returns>When to ask again; <c>null</c>: it is watched.</returns>
    public TimeSpan? Answered(WatchResult result)
    {
        if (!result.Ok && result.Code != ErrorCodes.NotFound) return Deny(result.Code ?? ErrorCodes.AccessDenied);
        if (!result.Ok && !result.Watched) return Lack();
        _denials = 0;
        if (result.Ok && _asksWhole) _hasGap = false;
        if (result.Ok) ShowIfCurrent(result.Position);
        // It may have been created meanwhile, and its frame have been faster than this answer.
        else if (!_isHeard) Lack();
        return null;
    }

    /// <returns>When to ask again.</returns>
    public TimeSpan Deny(string code)
    {
        if (Temporary.Contains(code))
        {
            // Nothing more of it comes by now.
            if (_shown is { Status: ViewStatus.Fresh or ViewStatus.Absent }) Show(_shown with { Status = ViewStatus.Stale, Code = code });
            return UnavailablePause;
        }

        var pause = DeniedPause * Math.Pow(2, Math.Min(_denials++, 10));
        _known = _known.WithoutPosition;
        Show(new(ViewStatus.Denied, null, code));
        return pause < LongestDeniedPause ? pause : LongestDeniedPause;
    }

    /// <summary>Shows what is known already. What is newer comes as a frame.</summary>
    private void ShowIfCurrent(Position? there)
    {
        if (_known is { State: { } state } && (there is not { } position || state.Position.Covers(position))) Show(new(ViewStatus.Fresh, state));
    }

    private TimeSpan Lack()
    {
        _known = _known.WithoutState;
        Show(new(ViewStatus.Absent, null));
        return AbsentPause;
    }

    private Reduction ApplyReduction((Reduction Outcome, KnownEntity Known) reduced)
    {
        _isHeard = true;
        if (reduced.Outcome != Reduction.Applied) return reduced.Outcome;
        (_known, _mayGoBack, _hasGap, _asksWhole, _denials) = (reduced.Known, false, false, false, 0);
        var status = !_isConnected ? ViewStatus.Stale : _known.State is null ? ViewStatus.Absent : ViewStatus.Fresh;
        Show(new(status, _known.State));
        return Reduction.Applied;
    }

    private void Show(EntitySnapshot view)
    {
        if (_shown is { } shown && shown.Status == view.Status && shown.Code == view.Code && ReferenceEquals(shown.State, view.State)) return;
        _shown = view;
        Views.Publish(view);
    }
}
