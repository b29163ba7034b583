namespace OrleansRealtime.Import;

/// <summary>Says every second how far something is: over and over on one line of a terminal, in a log once in ten seconds.</summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InLog = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _over = new();
    private readonly Task _telling;

    public ProgressLine(Func<string> say) => _telling = TellAsync(say);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _telling;
        _over.Dispose();
    }

    private async Task TellAsync(Func<string> say)
    {
        using var timer = new PeriodicTimer(Console.IsErrorRedirected ? InLog : OnTerminal);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token)) await Console.Error.WriteAsync(Console.IsErrorRedirected ? $"{say()}\n" : $"\r{say()}\e[K");
        }
        catch (OperationCanceledException)
        {
            if (!Console.IsErrorRedirected) await Console.Error.WriteAsync("\r\e[K");
        }
    }
}
