using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>What was logged, to be waited for by name.</summary>
internal sealed class RecordingEvents<T> : ILogger<T>
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _seen = new();

    public Task SeenAsync(string name) => Signal(name).Task.Within(name);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Signal(eventId.Name!).TrySetResult();

    private TaskCompletionSource Signal(string name) =>
        _seen.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
