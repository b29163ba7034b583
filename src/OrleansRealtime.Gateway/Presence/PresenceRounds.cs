using System.Collections.Immutable;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Gateway.Presence;

/// <summary>
/// What an entity's viewers are told of each other, round by round. Whoever was told the round before gets what changed, the same frame for
/// all; whoever was told an older one, or none, gets the whole. Between two rounds nothing is kept but the newest view, so that who came and
/// went cancels out, and a slow connection waits for one frame and not for many. Pure.
/// </summary>
internal sealed class PresenceRounds(EntityKey key)
{
    private PresenceView _before = PresenceView.Empty;
    private PresenceView _told = PresenceView.Empty;
    private Frame? _whole;
    private Frame? _change;

    /// <summary>Counts up from 0: nobody was ever there.</summary>
    public int Round { get; private set; }

    /// <summary>Begins a round with this view.</summary>
    /// <returns>False when it shows nothing that the last one did not; then there is no round.</returns>
    public bool Advance(PresenceView view)
    {
        if (view.Total == _told.Total && view.IsCrowd == _told.IsCrowd && view.Shown.SequenceEqual(_told.Shown)) return false;
        (_before, _told) = (_told, view);
        (_whole, _change) = (null, null);
        Round++;
        return true;
    }

    /// <summary>What somebody is due who was told a round; 0 = none. <c>null</c> = nothing.</summary>
    public Frame? Next(int told)
    {
        if (told == Round) return null;
        // Who has heard of nobody needs not hear that nobody is there.
        if (told == 0 && _told.Total == 0) return null;
        // In a crowd clients forget the names, so that the end of one begins anew.
        if (told == 0 || told != Round - 1 || (_before.IsCrowd && !_told.IsCrowd))
            return _whole ??= Frame.Presence(key, _told.Total, _told.Shown);
        return _change ??= _told.IsCrowd ? Frame.PresenceCount(key, _told.Total) : Frame.PresenceChanged(key, _told.Total, Joined(), Left());
    }

    private ImmutableArray<PresenceEntry> Joined() => [.. _told.Shown.Except(_before.Shown)];

    private ImmutableArray<string> Left() => [.. _before.Shown.Select(entry => entry.Member).Except(_told.Shown.Select(entry => entry.Member))];
}
