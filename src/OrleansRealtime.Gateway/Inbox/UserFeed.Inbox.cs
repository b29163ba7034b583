using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Feeds;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Inbox;

/// <summary>How the inbox's commits reach the connections: in order, each once, the badge after what it counts.</summary>
internal sealed partial class UserFeed
{
    /// <summary>Applies held events as far as they chain. Called inside the gate.</summary>
    private void ApplyHeld()
    {
        while (_held.Count > 0 && _held.GetKeyAtIndex(0) <= _badge!.Version)
        {
            var next = _held.GetValueAtIndex(0);
            _held.RemoveAt(0);
            if (next.Badge.Version <= _badge.Version) continue;
            // One that begins before our version and ends after it holds items that were sent already; the numbers tell.
            var items = Loud(next.Items, _badge.LastSeq);
            var marks = next.Marks.Select(mark => Frame.Marked(mark, next.Badge.Version));
            Tell(next.Badge, [.. items, .. marks, .. Hints(next)]);
        }

        if (_held.Count > Options.MaxHeld)
        {
            _held.Clear();
            RefetchLoop.Refetch();
        }
        else if (IsIncomplete)
        {
            RefetchLoop.Refetch();
        }
    }

    protected override async Task<bool> AskAsync()
    {
        long? after, heard;
        lock (Gate) (after, heard) = (_badge?.LastSeq, _heard);
        var reading = await TwoTries.AskAsync(() => _source.ReadAsync(Key, after), Options.CallTimeout, Time);
        Refuse(reading.TokensRefusedBefore);
        lock (Gate)
        {
            Confirmed();
            // A head that came since then is not answered by this.
            if (_heard == heard) _heard = null;
            if (reading.Badge.Version <= _badge?.Version) return false;
            if (after is null || _badge is null)
            {
                Tell(reading.Badge, []);
            }
            else
            {
                _metrics.Repaired();
                ApplyReading(_badge, reading);
            }

            ApplyHeld();
            return true;
        }
    }

    private void ApplyReading(Badge before, UserReading reading)
    {
        if (reading.IsWhole)
        {
            var frames = Loud(reading.Items, before.LastSeq).ToList();
            // Each item that came was one version. Where there were more, something else happened, and only the event said what.
            var came = reading.Items.Count(item => item.Seq > before.LastSeq);
            if (reading.Badge.Version - before.Version > came) frames.Add(Frame.InboxReset(reading.Badge.LastSeq));
            Tell(reading.Badge, frames);
            return;
        }

        SetBadge(reading.Badge);
        foreach (var connection in _connections) connection.Writer.PostInboxReset(_badgeFrame!, reading.Badge.LastSeq);
    }

    private static IEnumerable<Frame> Hints(UserEvent next)
    {
        if (next.Removed is { } removed) yield return Frame.Removed(removed, next.Badge.Version);
        if (next.Preferences) yield return Frame.Preferences();
        if (next.Reset) yield return Frame.InboxReset(next.Badge.LastSeq);
    }

    /// <summary>Of the items that came after one, those that are told of; the others only count.</summary>
    private static IEnumerable<Frame> Loud(IEnumerable<InboxItem> items, long after) =>
        items.Where(item => item.Seq > after && !item.Quiet).Select(Frame.Notification);

    private void Tell(Badge badge, IReadOnlyList<Frame> frames)
    {
        SetBadge(badge);
        foreach (var connection in _connections) connection.Writer.PostInbox(frames, _badgeFrame!, badge.LastSeq);
    }

    private void SetBadge(Badge badge)
    {
        _badge = badge;
        _badgeFrame = Frame.Badge(badge);
    }

    /// <summary>Closes the connections whose tokens are no longer good.</summary>
    private void Refuse(DateTimeOffset? issuedBefore)
    {
        if (issuedBefore is not { } before) return;
        IUserConnection[] refused;
        lock (Gate)
        {
            if (before <= _refusedBefore) return;
            _refusedBefore = before;
            refused = [.. _connections.Where(connection => connection.TokenIssuedAt < before)];
        }

        _tokensRefused(Key);
        foreach (var connection in refused) connection.Refuse();
    }
}

/// <summary>A connection of the user.</summary>
internal interface IUserConnection
{
    ConnectionWriter Writer { get; }

    DateTimeOffset TokenIssuedAt { get; }

    /// <summary>The token is no longer good. Returns at once.</summary>
    void Refuse();
}
