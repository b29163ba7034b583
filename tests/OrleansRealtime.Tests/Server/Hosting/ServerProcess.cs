using System.Diagnostics;
using System.Net.Sockets;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>The server as its operator starts it: a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static ServerProcess Start(string folder, params string[] arguments)
    {
        // What a shell starts in the background ignores Ctrl-C, and so does whatever that starts, unless it is told not to.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[.. command[1..], Path.Combine(AppContext.BaseDirectory, "OrleansRealtime.Server.dll"), "--Data:Folder", folder, .. arguments])
            start.ArgumentList.Add(argument);
        // What the tests' own process was started with is not for this one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        return new(Process.Start(start)!);
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static string FreeUrl()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    /// <summary>What it says until this word comes.</summary>
    public async Task<string> SaysAsync(string word)
    {
        var said = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            said.Add(line);
            if (line.Contains(word, StringComparison.Ordinal)) return string.Join('\n', said);
        }

        throw new InvalidOperationException($"It ended without '{word}'. It said: {string.Join('\n', said)} {await _errors}");
    }

    /// <summary>How it ends, and what it then had to say.</summary>
    public async Task<(int Code, string Output, string Errors)> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, output, await _errors);
    }

    /// <summary>Ctrl-C.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
