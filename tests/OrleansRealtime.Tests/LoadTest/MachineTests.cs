using System.Diagnostics;
using OrleansRealtime.LoadTest.Processes;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class MachineTests
{
    [Fact]
    public void What_a_process_works_the_machine_works()
    {
        using var self = Process.GetCurrentProcess();
        var (machine, own) = (Machine.Now, self.TotalProcessorTime);

        while (Own() < TimeSpan.FromSeconds(0.5)) Thread.SpinWait(1_000);

        var (passed, worked) = (Machine.Now - machine, Own());
        // The kernel counts to a hundredth of a second, and each processor by itself.
        var least = (worked.TotalSeconds * ProcessTree.TicksPerSecond) - (2 * Environment.ProcessorCount);
        Assert.InRange(passed.Busy + passed.Stolen, least, passed.All);

        TimeSpan Own()
        {
            self.Refresh();
            return self.TotalProcessorTime - own;
        }
    }
}
