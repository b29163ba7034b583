using System.Diagnostics;
using OrleansRealtime.TestKit;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>This program once more, as the server: steered by lines, killed at will.</summary>
internal sealed class FaultyProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Action<string> _told;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<string> _said = [];
    private TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FaultyProcess(ProcessStartInfo start, Action<string> told)
    {
        _told = told;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static async Task<FaultyProcess> StartAsync(IEnumerable<string> words, Action<string> told)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[typeof(FaultyProcess).Assembly.Location, "serve-faulty", .. words]) start.ArgumentList.Add(word);
        var process = new FaultyProcess(start, told);
        // Killed by who started it, the end of its input is all that it may hear of that one's end.
        await process._answer.Task.Within("the server to serve", TimeSpan.FromSeconds(120));
        return process;
    }

    /// <summary>Sends a line and gives the answer to it.</summary>
    public async Task<string> TellAsync(string line)
    {
        await _turn.WaitAsync();
        try
        {
            _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
            return await _answer.Task.Within($"the answer to '{line}'");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>kill -9.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _answer.TrySetException(new InvalidOperationException($"The server is gone. It said:\n{string.Join('\n', _said)}"));
        }
        else if (line.StartsWith(ServeFaultyCommand.Answer, StringComparison.Ordinal))
        {
            _answer.TrySetResult(line[ServeFaultyCommand.Answer.Length..]);
        }
        else if (line.StartsWith(ServeFaultyCommand.Told, StringComparison.Ordinal))
        {
            _told(line[ServeFaultyCommand.Told.Length..]);
        }
        else
        {
            lock (_said) _said.Add(line);
        }
    }
}
