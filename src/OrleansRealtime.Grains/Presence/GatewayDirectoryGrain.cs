using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Grains.Ownership;

namespace OrleansRealtime.Grains.Presence;

/// <summary>Asks the processes itself, because every process can be reached from a silo. Who left is remembered for as long as the registry may
/// still count it among the living.</summary>
[Reentrant, KeepAlive]
internal sealed class GatewayDirectoryGrain(IGatewayRegistry registry, IOptions<PresenceOptions> options, TimeProvider time)
    : Grain, IGatewayDirectoryGrain, IOwnedGrain
{
    /// <summary>A call of the API waits for 3 s.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1.5);

    private readonly Dictionary<string, Entry> _entries = [];

    public Task Enter(string gateway, ProcessLoad load, IGatewayProcess process)
    {
        Forget();
        _entries[gateway] = new(load, process, time.GetTimestamp());
        return Task.CompletedTask;
    }

    public Task Leave(string gateway)
    {
        Forget();
        _entries[gateway] = new(Load: null, Process: null, time.GetTimestamp());
        return Task.CompletedTask;
    }

    public async Task<ImmutableArray<ProcessConnections>> ConnectionsOf(UserKey user)
    {
        Forget();
        var entered = _entries.Values.Where(entry => entry.Load is not null).Select(entry => AskAsync(entry, user)).ToList();
        var unknown = await UnknownAsync();
        var answers = await Task.WhenAll(entered);
        return [.. answers.Concat(unknown).OrderBy(answer => answer.Process, StringComparer.Ordinal)];
    }

    public Task<ImmutableArray<ProcessLoad>> Processes()
    {
        Forget();
        return Task.FromResult<ImmutableArray<ProcessLoad>>(
            [.. _entries.Values.Select(entry => entry.Load).OfType<ProcessLoad>().OrderBy(load => load.Process, StringComparer.Ordinal)]);
    }

    private async Task<ProcessConnections> AskAsync(Entry entry, UserKey user)
    {
        try
        {
            return new(entry.Load!.Process, await entry.Process!.ConnectionsOf(user).WaitAsync(AnswerTime, time));
        }
        catch (Exception)
        {
            // Whatever keeps it from answering: that it did not is the answer.
            return new(entry.Load!.Process, null);
        }
    }

    /// <summary>Processes that live and did not enter: this activation is new, or they are of an earlier version.</summary>
    private async Task<IEnumerable<ProcessConnections>> UnknownAsync()
    {
        var roll = await registry.RollAsync().WaitAsync(AnswerTime, time);
        return roll.Living.Where(gateway => !_entries.ContainsKey(gateway)).Select(gateway => new ProcessConnections($"unknown-{gateway}", null));
    }

    private void Forget()
    {
        foreach (var (gateway, entry) in _entries)
        {
            if (time.GetElapsedTime(entry.At) >= options.Value.GoneAfter) _entries.Remove(gateway);
        }
    }

    /// <param name="Load"><c>null</c>: it left.</param>
    private sealed record Entry(ProcessLoad? Load, IGatewayProcess? Process, long At);
}
