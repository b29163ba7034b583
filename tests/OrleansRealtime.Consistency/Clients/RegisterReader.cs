using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Stages;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Asks one node for one register after the other, whatever became of the node: one that was frozen is asked the moment it goes on.</summary>
internal sealed class RegisterReader(RegisterCaller calls, ClusterNode node)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(CancellationToken stop)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var what = turn % 2 == 0 ? RegisterCall.Read : RegisterCall.WriteNothing;
            await calls.CallAsync(what, Registers.Names[turn / 2 % Registers.Names.Count], node, stop);
            await Task.Delay(Pause, calls.Time, CancellationToken.None);
        }
    }
}
