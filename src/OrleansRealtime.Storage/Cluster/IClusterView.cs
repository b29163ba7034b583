namespace OrleansRealtime.Storage.Cluster;

/// <summary>The cluster as this process last saw it.</summary>
public interface IClusterView
{
    /// <summary>Oldest first; empty in a process that has no others beside it.</summary>
    IReadOnlyList<MemberSilo> Members { get; }

    /// <summary>Whether this process has the silo that does what one of the cluster has to do: the oldest that is active.</summary>
    bool IsFirst { get; }

    /// <summary>This machine's clock minus the database's, at the least; nothing where the two may agree.</summary>
    TimeSpan ClockDifference { get; }

    /// <summary>Silos are gone: what was asked of them was not done, or nobody will say so. Called one at a time, off any grain's scheduler.</summary>
    event Action<IReadOnlyList<MemberSilo>> SilosLost;

    /// <summary>A connection of this process to a silo that may well live has ended: what that silo was to tell this process may be lost. Called off any
    /// grain's scheduler, several at once.</summary>
    event Action<SiloAddress> ConnectionLost;

    /// <summary>Another process, or this one, forgot answers about access.</summary>
    event Action<ForgottenAccess> AccessForgotten;

    /// <summary>Has every process forget, within two seconds; this one has before it ends.</summary>
    Task ForgetAccessAsync(ForgottenAccess access, CancellationToken ct = default);
}

/// <summary>Of a process that has no others beside it.</summary>
internal sealed class SoleClusterView : IClusterView
{
    public IReadOnlyList<MemberSilo> Members => [];

    public bool IsFirst => true;

    public TimeSpan ClockDifference => TimeSpan.Zero;

    public event Action<IReadOnlyList<MemberSilo>> SilosLost { add { } remove { } }

    public event Action<SiloAddress> ConnectionLost { add { } remove { } }

    public event Action<ForgottenAccess>? AccessForgotten;

    public Task ForgetAccessAsync(ForgottenAccess access, CancellationToken ct = default)
    {
        AccessForgotten?.Invoke(access);
        return Task.CompletedTask;
    }
}
