using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>What happens when this silo finds out that the others took it for dead, by whichever way it does first: one line, and the process ends.</summary>
internal sealed partial class Eviction(
    ILocalSiloDetails silo, IProcessEnd process, [FromKeyedServices(ClusterTimings.Clock)] TimeProvider time, ILogger<Eviction> logger)
{
    private long _joined;
    private int _isOver;

    /// <summary>The others have taken the silo in.</summary>
    /// <returns>Whether this is the first that is said of it.</returns>
    public bool NoteJoined() => Interlocked.CompareExchange(ref _joined, time.GetTimestamp(), 0) == 0;

    public void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        var joined = Volatile.Read(ref _joined);
        if (joined == 0 || time.GetElapsedTime(joined) < ClusterTimings.Newcomer) LogNotReached(silo.SiloAddress);
        else LogEvicted(silo.SiloAddress);
        process.Abort();
    }

    [LoggerMessage(7241, LogLevel.Critical, "The cluster took the silo {Silo} for dead: it answers nobody any more, and this process ends", EventName = nameof(LogEvicted))]
    private partial void LogEvicted(SiloAddress silo);

    [LoggerMessage(7242, LogLevel.Critical, "The cluster's silos could not reach the silo {Silo} and took it for dead, and this process ends: look at Cluster:AdvertisedAddress, at what lies between the machines, and at the certificates of Cluster:Tls", EventName = nameof(LogNotReached))]
    private partial void LogNotReached(SiloAddress silo);

    // next id: 7243
}
