namespace OrleansRealtime.LiveStreams;

/// <summary>Time that only goes forward, for leases and renewals: a wall clock that is set must end no lease and start no storm.</summary>
internal readonly struct MonotonicClock(TimeProvider time)
{
    public TimeSpan Now => time.GetElapsedTime(0);
}
