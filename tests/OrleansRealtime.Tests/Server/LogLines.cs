using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Tests.Server;

/// <summary>Keeps every line that was logged.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Ends when a line with these words was logged.</summary>
    public Task SeenAsync(string words)
    {
        var seen = _awaited.GetOrAdd(words, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Lines.Any(line => line.Contains(words, StringComparison.Ordinal))) seen.TrySetResult();
        return seen.Task.Within($"the line with '{words}'");
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(string line)
    {
        Lines.Enqueue(line);
        foreach (var (words, seen) in _awaited)
        {
            if (line.Contains(words, StringComparison.Ordinal)) seen.TrySetResult();
        }
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Add($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{logLevel} {category} {eventId.Name}: {formatter(state, exception)} {exception}");
    }
}
