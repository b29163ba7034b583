using OrleansRealtime.Consistency.Plans;

namespace OrleansRealtime.Tests.Consistency;

/// <summary>What is planned to happen to a cluster.</summary>
public sealed class FaultPlannerTests
{
    private static readonly IReadOnlyList<ClusterNodePlan> Nodes = [new("silo-1", true), new("silo-2", true), new("gateway-1", false), new("gateway-2", false)];
    private static readonly IReadOnlyList<NodeFaultKind> Kinds = Enum.GetValues<NodeFaultKind>();

    [Fact]
    public void The_same_seed_is_the_same_run() => Assert.Equal(
        Planner.PlanCluster(7, Nodes, 5, Kinds).ToString(), Planner.PlanCluster(7, Nodes, 5, Kinds).ToString());

    [Fact]
    public void Every_kind_comes_and_strikes_what_is_there()
    {
        var faults = Enumerable.Range(1, 40).SelectMany(seed => Planner.PlanCluster(seed, Nodes, 5, Kinds).Disasters).Cast<NodeFault>().ToList();

        Assert.Equal(Kinds, faults.Select(fault => fault.Kind).Distinct().Order());
        Assert.All(faults.Where(fault => fault.Kind is NodeFaultKind.Kill or NodeFaultKind.Freeze or NodeFaultKind.Stop or NodeFaultKind.CutOff or NodeFaultKind.Clock), fault =>
            Assert.Contains(Nodes, node => node.Name == fault.Node));
        Assert.Equal([true, false], faults.Where(fault => fault.Kind == NodeFaultKind.Clock).Select(fault => fault.Ahead > 0).Distinct().OrderDescending());
        Assert.All(faults.Where(fault => fault.Kind == NodeFaultKind.Freeze), fault => Assert.InRange(fault.Length, 5_000, 75_000));
    }

    [Fact]
    public void Who_is_cut_from_each_other_talks_to_each_other()
    {
        var cuts = Enumerable.Range(1, 40).SelectMany(seed => Planner.PlanCluster(seed, Nodes, 5, [NodeFaultKind.Cut]).Disasters).Cast<NodeFault>();

        Assert.All(cuts, cut =>
        {
            Assert.NotEqual(cut.Node, cut.Other);
            Assert.True(Nodes.Single(node => node.Name == cut.Node).HasGrains);
        });
    }

    [Fact]
    public void Only_what_is_asked_for_comes() =>
        Assert.All(Planner.PlanCluster(3, Nodes, 20, [NodeFaultKind.Kill]).Disasters, fault => Assert.Equal(NodeFaultKind.Kill, ((NodeFault)fault).Kind));
}
