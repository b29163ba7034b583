using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>Carries out what is planned to go wrong in a cluster.</summary>
internal sealed class ClusterNemesis(IReadOnlyList<ClusterNode> nodes, PrivatePostgres postgres, string connection, RegisterOwners owners, ClusterNetwork? network, NodeClocks? clocks)
{
    /// <summary>After all nodes serve again: what a node that came brings about belongs to the fault.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    /// <summary>A silo that goes on after it was taken for dead finds out and ends within this.</summary>
    private static readonly TimeSpan Awakening = TimeSpan.FromSeconds(5);

    /// <summary>In milliseconds. Who does nothing for so long is taken for dead.</summary>
    private const int SurelyDead = 12_000;

    private History _history = new(TimeProvider.System);
    private string _workspace = "";

    public void Begin(string workspace, History history) => (_workspace, _history) = (workspace, history);

    public async Task StrikeAsync(NodeFault fault)
    {
        _history.Add(new FaultBegan(fault, await owners.LookAsync(_workspace)));
        await (fault.Kind switch
        {
            NodeFaultKind.Kill => KillAsync(Node(fault.Node), fault.Length),
            NodeFaultKind.Freeze => FreezeAsync(fault),
            NodeFaultKind.Stop => StopAsync(Node(fault.Node), fault.Length),
            NodeFaultKind.Roll => RollAsync(),
            NodeFaultKind.DatabaseCrash => CrashDatabaseAsync(fault),
            NodeFaultKind.ConnectionsFull => FillConnectionsAsync(fault),
            NodeFaultKind.LateCommit => CommitLateAsync(fault),
            NodeFaultKind.Clock => SetClockAsync(fault),
            _ => CutAsync(fault),
        });
        await Task.Delay(Rest);
        foreach (var node in nodes.Where(node => node.State == NodeState.Down)) await RestartAsync(node);
        _history.Add(new FaultOver(fault));
    }

    private ClusterNode Node(string name) => nodes.Single(node => node.Name == name);

    private static async Task KillAsync(ClusterNode node, int length)
    {
        await node.KillAsync();
        await Task.Delay(length);
        await node.StartAsync();
    }

    private async Task StopAsync(ClusterNode node, int length)
    {
        if (await node.StopAsync() is var code and not 0) _history.Add(new NodeFailed(node.Name, $"was asked to end and did with {code}"));
        await Task.Delay(length);
        await node.StartAsync();
    }

    /// <summary>It ended by itself: the others took it for dead, as they may where it does not get its share of the machine.</summary>
    private async Task RestartAsync(ClusterNode node)
    {
        _history.Note($"{node.Name} ended by itself with {await node.Ended}");
        await node.StartAsync();
        await Task.Delay(Rest);
    }

    /// <summary>To the other build where there is one, or back.</summary>
    private async Task RollAsync()
    {
        foreach (var node in nodes)
        {
            node.ChangeBuild();
            await StopAsync(node, 0);
        }
    }

    private async Task FreezeAsync(NodeFault fault)
    {
        var node = Node(fault.Node);
        await node.FreezeAsync();
        await Task.Delay(fault.Length);
        await node.ThawAsync();
        if (node.HasGrains) await Task.WhenAny(node.Ended, Task.Delay(Awakening));
        if (node.Ended.IsCompleted)
        {
            _history.Note($"{node.Name} ended with {await node.Ended}");
            await node.StartAsync();
            return;
        }

        if (node.HasGrains && fault.Length >= SurelyDead) _history.Add(new NodeFailed(node.Name, $"was frozen for {fault.Length} ms and does not end"));
        node.BecomeUp();
    }

    private async Task CutAsync(NodeFault fault)
    {
        await (fault.Kind switch
        {
            NodeFaultKind.Cut => network!.CutAsync(fault.Node, fault.Other!),
            NodeFaultKind.CutFromDatabase => network!.CutFromDatabaseAsync(fault.Node),
            _ => CutOffAsync(fault.Node),
        });
        await Task.Delay(fault.Length);
        await network!.HealAsync();
        _history.Note("the network is whole");
        // What was sent in vain is sent again by and by.
        await Task.Delay(Rest);
    }

    private async Task CutOffAsync(string name)
    {
        foreach (var other in nodes.Where(node => node.Name != name)) await network!.CutAsync(name, other.Name);
        await network!.CutFromDatabaseAsync(name);
    }

    private async Task SetClockAsync(NodeFault fault)
    {
        clocks!.Set(fault.Node, TimeSpan.FromSeconds(fault.Ahead));
        await Task.Delay(fault.Length);
        clocks.Set(fault.Node, TimeSpan.Zero);
        _history.Note("the clock is right");
    }

    private async Task CrashDatabaseAsync(NodeFault fault)
    {
        await postgres.CrashAsync();
        await Task.Delay(fault.Length);
        await postgres.StartAsync();
        _history.Add(new FaultHealed(fault));
    }

    private async Task FillConnectionsAsync(NodeFault fault)
    {
        await using (var strangers = new Strangers(connection))
        {
            _history.Note($"strangers have {await strangers.TakeAllAsync()} connections");
            await Task.Delay(fault.Length);
        }

        _history.Add(new FaultHealed(fault));
    }

    /// <summary>A register's row is held; the silo that waits for it with a commit is killed, and the database goes on with that commit when the
    /// row is free.</summary>
    private async Task CommitLateAsync(NodeFault fault)
    {
        ClusterNode? waiting;
        await using (var held = await HeldRow.TakeAsync(connection, $"{_workspace}/{Clients.Registers.Type}/{Clients.Registers.Name(0)}"))
        {
            waiting = await held.WaiterAsync() is { } name ? Node(name) : null;
            _history.Note($"{waiting?.Name ?? "nobody"} waits for the row");
            if (waiting is not null) await waiting.KillAsync();
            await Task.Delay(fault.Length);
        }

        _history.Note("the row is free");
        if (waiting is null) return;
        await Task.Delay(Rest);
        await waiting.StartAsync();
    }
}
