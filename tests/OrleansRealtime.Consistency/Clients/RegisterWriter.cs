using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Stages;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Writes one register, by another node each time, and never one value twice. It stands behind a balancer that knows which nodes are up.</summary>
internal sealed class RegisterWriter(RegisterCaller calls, IReadOnlyList<ClusterNode> nodes, string register, int offset)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>After a no, or no answer.</summary>
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken stop)
    {
        var value = 0;
        while (!stop.IsCancellationRequested)
        {
            var up = nodes.Where(node => node.IsUp).ToList();
            var isDone = false;
            if (up.Count > 0)
            {
                var node = up[(offset + value) % up.Count];
                isDone = await calls.CallAsync(RegisterCall.Write, register, node, node.WhileUp, ++value);
            }

            await Task.Delay(isDone ? Pause : ShortPause, calls.Time, CancellationToken.None);
        }
    }
}
