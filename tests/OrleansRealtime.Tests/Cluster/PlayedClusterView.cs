using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>The cluster as a test has a process see it.</summary>
internal sealed class PlayedClusterView : IClusterView
{
    private volatile bool _isFirst = true;
    private int _asked;

    public IReadOnlyList<MemberSilo> Members { get; set; } = [];

    public bool IsFirst
    {
        get
        {
            Interlocked.Increment(ref _asked);
            return _isFirst;
        }
        set => _isFirst = value;
    }

    /// <summary>How many times somebody asked whether this process is the first.</summary>
    public int AskedWhetherFirst => Volatile.Read(ref _asked);

    public TimeSpan ClockDifference { get; init; }

    public event Action<IReadOnlyList<MemberSilo>>? SilosLost;

    public event Action<SiloAddress>? ConnectionLost;

    public event Action<ForgottenAccess>? AccessForgotten;

    public Task ForgetAccessAsync(ForgottenAccess access, CancellationToken ct = default)
    {
        Forget(access);
        return Task.CompletedTask;
    }

    public void Lose(SiloAddress silo) => SilosLost?.Invoke([new(silo, "silo", SiloStatus.Active)]);

    public void LoseConnectionTo(SiloAddress silo) => ConnectionLost?.Invoke(silo);

    public void Forget(ForgottenAccess access) => AccessForgotten?.Invoke(access);
}
