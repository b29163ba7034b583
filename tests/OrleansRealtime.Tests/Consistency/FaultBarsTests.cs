using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.Consistency.Reports;

namespace OrleansRealtime.Tests.Consistency;

public sealed class FaultBarsTests
{
    [Theory]
    [InlineData("Kill", 7.1, 0.5, 3.1, "every entity answers 7.1 (bar 7)")]
    [InlineData("Kill", 6.9, 0.5, 3.1)]
    [InlineData("Stop", 2.1, 1.1, 3.1, "every entity answers 2.1 (bar 2)", "those of other silos 1.1 (bar 1)")]
    [InlineData("LateCommit", 20, null, 4.3, "longest call 4.3 (bar 4)")]
    [InlineData("CutOff", 11, 3.4, 3.1)]
    public void What_took_longer_than_it_may_is_named(string kind, double everyEntity, double? others, double longestCall, params string[] missed) =>
        Assert.Equal(missed, FaultBars.Missed(new(new(0, Enum.Parse<NodeFaultKind>(kind), "silo-1", 1_000), [0.2, everyEntity], others, null, 0, longestCall)));
}
