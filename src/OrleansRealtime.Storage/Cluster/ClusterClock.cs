using Microsoft.Extensions.DependencyInjection;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>
/// The database's clock, the one that all processes of a cluster can tell, however wrong those of their machines are. A process asks it once a second
/// (<see cref="ClusterWatch"/>) and measures on from there; because it does not know when within the round trip the database looked, it knows a range.
/// Empty in a process that has no others beside it, and before the first answer.
/// </summary>
public sealed class ClusterClock([FromKeyedServices(ClusterTimings.Clock)] TimeProvider time)
{
    /// <summary>By how much two clocks may drift apart, more than machines' do while they are set right: a part in a thousand.</summary>
    private const int DriftDivisor = 1000;

    /// <summary>What timers are set by: a shorter wait is none.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private volatile Look? _look;

    /// <summary>It shows at least this.</summary>
    public DateTimeOffset? Earliest => _look is { } look ? EarliestBy(look) : null;

    /// <summary>It shows at most this.</summary>
    public DateTimeOffset? Latest => _look is { } look ? LatestBy(look) : null;

    /// <summary>How far another clock is ahead of it, at the least; negative when it is behind, and nothing where it may be right.</summary>
    /// <param name="shown">What the other one shows now.</param>
    public TimeSpan DifferenceOf(DateTimeOffset shown) =>
        shown > Latest ? shown - Latest.Value
        : shown < Earliest ? shown - Earliest.Value
        : TimeSpan.Zero;

    /// <summary>A time that it showed between the call and the answer, whichever process asks: of two calls, the one that begins when the other has been answered
    /// gets the later time. Takes as long as the range is wide, usually a few milliseconds.</summary>
    /// <param name="otherwise">What tells the time where the database's clock is not known: in a process that has no others beside it.</param>
    public async ValueTask<DateTimeOffset> StampAsync(TimeProvider otherwise)
    {
        // The same look throughout: the database's clock may be set meanwhile, and that must not make this long.
        if (_look is not { } look) return otherwise.GetUtcNow();
        var stamp = LatestBy(look);
        while (EarliestBy(look) <= stamp) await Task.Delay(stamp - EarliestBy(look) + Tick, time).ConfigureAwait(false);
        return stamp;
    }

    /// <summary>Takes in what the database answered just now. Called by one thread at a time.</summary>
    /// <param name="shown">What its clock showed, cut to milliseconds.</param>
    /// <param name="asked">The <see cref="TimeProvider.GetTimestamp"/> before it was asked.</param>
    internal void Note(DateTimeOffset shown, long asked)
    {
        var look = new Look(shown, asked, time.GetTimestamp());
        // The narrower range says more, unless the two exclude each other: then the database's clock was set, or this process's stood still.
        if (_look is not { } last || Width(look) <= Width(last) || EarliestBy(look) > LatestBy(last) || LatestBy(look) < EarliestBy(last)) _look = look;
    }

    private DateTimeOffset EarliestBy(Look look) => look.Shown + time.GetElapsedTime(look.Answered) - Drift(look);

    private DateTimeOffset LatestBy(Look look) => look.Shown + TimeSpan.FromMilliseconds(1) + time.GetElapsedTime(look.Asked) + Drift(look);

    private TimeSpan Width(Look look) => LatestBy(look) - EarliestBy(look);

    private TimeSpan Drift(Look look) => time.GetElapsedTime(look.Asked) / DriftDivisor;

    private sealed record Look(DateTimeOffset Shown, long Asked, long Answered);
}
