using System.Collections.Concurrent;

namespace OrleansRealtime.Tests.Engines;

/// <summary>What tests and the grains of the specification tell each other, by grain key. A singleton service of the engine.</summary>
public sealed class Probes
{
    private readonly ConcurrentDictionary<string, Probe> _byKey = new();

    public Probe this[string key] => _byKey.GetOrAdd(key, static _ => new());
}

/// <summary>What one grain noted, and the gates at which it waits until the test opens them.</summary>
public sealed class Probe
{
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _noted = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    public IReadOnlyList<string> Notes => [.. _notes];

    public int Count(string note) => _notes.Count(one => one == note);

    public void Note(string note)
    {
        _notes.Enqueue(note);
        Signal(_noted, note).TrySetResult();
        Signal(_noted, $"{note} x{Count(note)}").TrySetResult();
    }

    /// <summary>Waits until the grain noted this, that many times.</summary>
    public async Task Noted(string note, int times = 1)
    {
        try
        {
            await Signal(_noted, times == 1 ? note : $"{note} x{times}").Task.Within($"'{note}' x{times}");
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} Noted were: {string.Join(", ", Notes)}.");
        }
    }

    /// <summary>Where a grain waits.</summary>
    public Task Gate(string name) => Signal(_gates, name).Task;

    public void Open(string name) => Signal(_gates, name).TrySetResult();

    private static TaskCompletionSource Signal(ConcurrentDictionary<string, TaskCompletionSource> signals, string name) =>
        signals.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
