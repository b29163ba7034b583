using System.Diagnostics;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>Ends a process that must not go on, and cannot stop as usual because nobody listens to it any more.</summary>
public interface IProcessEnd
{
    /// <summary>Returns at once; the process is gone within a second, with exit code 1.</summary>
    void Abort();
}

internal sealed class ProcessEnd : IProcessEnd
{
    /// <summary>What a logger that writes in the background needs for its last lines.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(300);

    private int _isEnding;

    public void Abort()
    {
        if (Interlocked.Exchange(ref _isEnding, 1) != 0) return;
        // Threads of their own: the pool may be what is stuck, or a handler of the exit.
        After(LastWords, () => Environment.Exit(1));
        After(LastWords * 2, () => Process.GetCurrentProcess().Kill());
    }

    private static void After(TimeSpan delay, Action end) => new Thread(() =>
    {
        Thread.Sleep(delay);
        end();
    }) { IsBackground = true, Name = "Process end" }.Start();
}
