using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrleansRealtime.Client.Credentials;
using OrleansRealtime.Client.Entities;
using OrleansRealtime.Client.Inbox;

namespace OrleansRealtime.Client.Connection;

/// <summary>A user's connection for as long as anybody watches over it: one session after the other, until it is disposed of or the server
/// says not to come back.</summary>
internal sealed partial class LiveConnection : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RealtimeClientOptions _options;
    private readonly TokenSource _tokens;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _running;

    public LiveConnection(RealtimeClientOptions options, TokenSource tokens, Backoff backoff, TimeProvider time, ILogger<LiveConnection> log)
    {
        (_options, _tokens, _backoff, _time, _log) = (options, tokens, backoff, time, log);
        Watches = new(time, Random.Shared.NextDouble, _stop.Token);
        _running = Task.Run(RunAsync);
    }

    public WatchTable Watches { get; }

    public Bell Bell { get; } = new();

    /// <summary>Whether there will be no further session.</summary>
    public bool IsOver => _running.IsCompleted;

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested) await _stop.CancelAsync();
        await _running;
        var closed = new RealtimeException(ErrorCodes.Closed, "The client was closed.");
        Watches.End(closed);
        Bell.End(closed);
    }

    private async Task RunAsync()
    {
        var reconnects = new ReconnectRules(_backoff);
        string? told = null;
        while (!_stop.IsCancellationRequested)
        {
            SessionEnd end;
            try
            {
                end = await new HubSession(_options, _tokens, Watches, Apply, _backoff, _time).RunAsync(_stop.Token);
            }
            catch (Exception e)
            {
                // The application's own ConfigureHub threw, and would again.
                End(HubFailure.Of(e));
                return;
            }

            if (_stop.IsCancellationRequested) return;
            if (reconnects.Next(end) is not { } wait)
            {
                End(end.Goodbye is { } goodbye ? new(goodbye.Code, goodbye.Reason) : end.Failure!);
                return;
            }

            Watches.Suspend();
            Bell.Suspend();
            // Each reason once, until there is a connection.
            if (end.Lasted > TimeSpan.Zero) told = null;
            if (end.Failure is { } failure && failure.Code != told) LogTriesAgain(_log, told = failure.Code, failure.Message);
            await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void End(RealtimeException failure)
    {
        LogEnded(_log, failure.Code, failure.Message);
        Watches.End(failure);
        Bell.End(failure);
    }

    private void Apply(string frame, JsonElement body)
    {
        try
        {
            Watches.Apply(frame, body);
            Bell.Apply(frame, body);
        }
        catch (JsonException e)
        {
            // The entity's next frame does not chain, and the whole state is asked for.
            LogUnreadable(_log, frame, e.Message);
        }
    }

    // Next id: 7603.
    [LoggerMessage(7600, LogLevel.Warning, "There is no connection to the platform, and it is tried again: {Message} ({Code})")]
    private static partial void LogTriesAgain(ILogger log, string code, string message);

    [LoggerMessage(7601, LogLevel.Warning, "The connection to the platform has ended for good: {Message} ({Code})")]
    private static partial void LogEnded(ILogger log, string code, string message);

    [LoggerMessage(7602, LogLevel.Warning, "A frame '{Frame}' cannot be read: {Message}")]
    private static partial void LogUnreadable(ILogger log, string frame, string message);
}
