using System.Diagnostics;

namespace OrleansRealtime.TestKit.Servers;

/// <summary>One process of the server, from its start to its end.</summary>
internal sealed class ServerRun : IAsyncDisposable
{
    /// <summary>The first words of what the server prints once it serves.</summary>
    private const string StartedLine = "OrleansRealtime runs on";

    private readonly Process _process;
    private readonly TaskCompletionSource _started = Waiting.Signal();
    private readonly Lock _gate = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly EventHandler _leave;
    private readonly Task<int> _ended;

    private ServerRun(ProcessStartInfo start)
    {
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Note(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ended = EndAsync();
        // A test run that is cut short takes its servers along.
        _leave = (_, _) => Kill();
        AppDomain.CurrentDomain.ProcessExit += _leave;
    }

    /// <summary>Ends with the exit code, after the last line was read.</summary>
    public Task<int> Ended => _ended;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public int Id => _process.Id;

    /// <summary>The memory that it has now, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <param name="settings">Configuration keys and values, as on the command line.</param>
    /// <param name="assembly">The server of this build unless another is named.</param>
    /// <param name="place">This machine's own network unless another is named.</param>
    public static ServerRun Start(
        string environment, IEnumerable<KeyValuePair<string, string>> settings, string? assembly = null, ServerPlace? place = null)
    {
        // What a shell starts in the background ignores Ctrl-C, and so does whatever that starts, unless it is told not to.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        if (place?.Network is { } network) command = ["ip", "netns", "exec", network, .. command];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[.. command[1..], assembly ?? BuiltServer.Assembly, "--contentRoot", BuiltServer.ContentRoot])
            start.ArgumentList.Add(word);
        foreach (var (key, value) in settings)
        {
            start.ArgumentList.Add($"--{key}");
            start.ArgumentList.Add(value);
        }

        // What the shell of the tests happens to hold says nothing about the server.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        foreach (var (key, value) in place?.Environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        return new(start);
    }

    /// <summary>Ends when the server serves, or fails with what it said instead.</summary>
    public async Task ServesAsync()
    {
        var first = await Task.WhenAny(_started.Task, _ended).Within("the server to start");
        if (first == _ended) throw new InvalidOperationException($"The server ended with {await _ended}. It said:\n{Output}{Errors}");
    }

    public void Kill()
    {
        if (!_ended.IsCompleted) _process.Kill();
    }

    /// <summary>Asks it to end: <c>TERM</c> or <c>INT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= _leave;
        Kill();
        await _ended;
        _process.Dispose();
    }

    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private void Note(List<string> lines, string? line)
    {
        if (line is null) return;
        lock (_gate) lines.Add(line);
        if (line.Contains(StartedLine, StringComparison.Ordinal)) _started.TrySetResult();
    }

    private string Text(List<string> lines)
    {
        lock (_gate) return string.Concat(lines.Select(line => $"{line}\n"));
    }
}
