namespace OrleansRealtime.Consistency.Faults;

/// <summary>The system's time with a wall clock that somebody sets forward and back. Timers and timestamps take no notice.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long _skew;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _skew, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _skew));
}
