namespace OrleansRealtime.Consistency.Plans;

/// <summary>A node of a cluster, as far as a plan has to know it.</summary>
internal sealed record ClusterNodePlan(string Name, bool HasGrains);

/// <summary>Which faults strike a cluster: the same random numbers, the same faults.</summary>
/// <param name="kinds">Those that there may be.</param>
internal sealed class FaultPlanner(Random random, IReadOnlyList<ClusterNodePlan> nodes, IReadOnlyList<NodeFaultKind> kinds)
{
    /// <summary>How often each kind comes among a hundred.</summary>
    private static int Weight(NodeFaultKind kind) => kind switch
    {
        NodeFaultKind.Kill or NodeFaultKind.Freeze => 28,
        NodeFaultKind.Stop => 14,
        NodeFaultKind.Roll => 6,
        _ => 8,
    };

    // Not for secrets.
#pragma warning disable CA5394
    public IEnumerable<NodeFault> Faults(int count)
    {
        var drawn = kinds.SelectMany(kind => Enumerable.Repeat(kind, Weight(kind))).ToList();
        for (var n = 0; n < count; n++) yield return Fault(drawn[random.Next(drawn.Count)]);
    }

    private NodeFault Fault(NodeFaultKind kind) => kind switch
    {
        NodeFaultKind.Kill => New(kind, AnyNode(), random.Next(0, 10_000)),
        NodeFaultKind.Freeze => New(kind, AnyNode(), FreezeLength()),
        NodeFaultKind.Stop => New(kind, AnyNode(), random.Next(0, 4_000)),
        NodeFaultKind.Roll => New(kind, "all", 0),
        NodeFaultKind.DatabaseCrash => New(kind, "database", random.Next(0, 6_000)),
        NodeFaultKind.ConnectionsFull => New(kind, "database", random.Next(2_000, 8_000)),
        NodeFaultKind.Cut => CutTwo(random.Next(5_000, 20_000)),
        NodeFaultKind.CutFromDatabase or NodeFaultKind.CutOff => New(kind, AnyNode(), random.Next(2_000, 20_000)),
        NodeFaultKind.Clock => New(kind, AnyNode(), random.Next(2_000, 20_000)) with { Ahead = random.Next(2, 60) * (random.Next(2) == 0 ? 1 : -1) },
        _ => New(kind, "silo", random.Next(0, 9_000)),
    };

    /// <summary>In milliseconds. Some end before anybody missed the node, some when it is just taken for dead, few are long: a minute shows what
    /// half a minute does.</summary>
    private int FreezeLength() => random.Next(100) switch
    {
        < 25 => random.Next(5_000, 8_000),
        < 90 => random.Next(8_000, 25_000),
        _ => random.Next(25_000, 75_000),
    };

    private NodeFault New(NodeFaultKind kind, string node, int length) => new(random.Next(1_000, 3_000), kind, node, length);

    /// <summary>Gateways do not talk to each other, so one is a silo.</summary>
    private NodeFault CutTwo(int length)
    {
        var silos = nodes.Where(node => node.HasGrains).ToList();
        var one = silos[random.Next(silos.Count)];
        var others = nodes.Where(node => node != one).ToList();
        return New(NodeFaultKind.Cut, one.Name, length) with { Other = others[random.Next(others.Count)].Name };
    }

    /// <summary>A silo more often than not.</summary>
    private string AnyNode()
    {
        var hasGrains = random.NextDouble() < 0.75;
        var candidates = nodes.Where(node => node.HasGrains == hasGrains).ToList();
        return candidates[random.Next(candidates.Count)].Name;
    }
#pragma warning restore CA5394
}
