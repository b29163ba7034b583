using OrleansRealtime.Consistency.Faults;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>A server to play on: in this process on a clock of the stage's, or a process of its own.</summary>
internal interface IStage : IAsyncDisposable
{
    /// <summary>The time that clients live in.</summary>
    TimeProvider Time { get; }

    /// <summary>How long after the interval a viewer may still be stale: what holds events back, and what a busy machine needs.</summary>
    TimeSpan Slack { get; }

    /// <summary>Leases are renewed once in it, and whatever was lost is repaired.</summary>
    TimeSpan Interval { get; }

    /// <summary>Where callers go: where there are several nodes, to another one each time.</summary>
    HttpClient Http { get; }

    string ApiKey { get; }

    /// <summary>Where clients find it that have sockets and a time of their own; <c>null</c>: there is no such place.</summary>
    Uri? Address => null;

    /// <summary>Ends when the server is there (again).</summary>
    Task Serving { get; }

    Task<IHubTransport> OpenHubAsync(string token, CancellationToken stop);

    /// <summary>The faults of another seed begin.</summary>
    /// <param name="history">Told of each fault, where the stage can.</param>
    Task BeginAsync(int seed, History history);

    Task SetNemesisAsync(NemesisMode mode);

    /// <summary>The wall clock jumps; what is measured by it is not.</summary>
    Task JumpAsync(TimeSpan by);

    /// <summary>The server dies without a word, and starts again on its data.</summary>
    Task CrashAsync();

    /// <summary>Lets everything that is under way come to rest, as far as the stage can, and looks while no time passes.</summary>
    Task StillAsync(Func<Task> look);

    /// <summary>How often what went wrong, in words.</summary>
    Task<string> CountsAsync();
}
