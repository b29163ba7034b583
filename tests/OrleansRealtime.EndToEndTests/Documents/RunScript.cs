using System.Diagnostics;

namespace OrleansRealtime.EndToEndTests.Documents;

/// <summary><c>./run</c> in a folder of its own, where the build is there already: the server that these tests were built with.</summary>
internal sealed class RunScript : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orleansrealtime-run-").FullName;
    private readonly List<Process> _started = [];

    private RunScript()
    {
    }

    /// <summary>Where somebody has the repository, and stands when they run what a document shows.</summary>
    public string Folder => _root;

    /// <summary>Skips the test when there is no page, which the script would build.</summary>
    public static async Task<RunScript> PrepareAsync()
    {
        Requirement.Is(BuiltServer.HasPage, "The page is not built: dotnet build, without SkipWeb.");
        var script = new RunScript();
        script.Link("run", BuiltServer.PathInRepository("run"), copy: true);
        Directory.CreateDirectory(Path.Combine(script._root, "build"));
        foreach (var file in Directory.GetFiles(BuiltServer.PathInRepository("build"), "*.sh")) script.Link(Path.Combine("build", Path.GetFileName(file)), file, copy: true);
        var server = Path.Combine("src", "OrleansRealtime.Server");
        var output = Path.Combine(server, "bin", "Release", "net10.0");
        Directory.CreateDirectory(Path.Combine(script._root, output));
        script.Link(Path.Combine(output, "publish"), Path.GetDirectoryName(BuiltServer.Assembly)!);
        script.Link(Path.Combine(server, "wwwroot"), Path.Combine(BuiltServer.ContentRoot, "wwwroot"));
        script.Link("infra", BuiltServer.PathInRepository("infra"));
        Directory.CreateDirectory(Path.Combine(script._root, "artifacts"));
        // As the script leaves it behind a build.
        await ShellCommand.RunAsync(script._root, "bash", "-euo", "pipefail", "-c", "echo \"$(build/fingerprint.sh inputs) $(build/fingerprint.sh outputs)\" > artifacts/run.stamp");
        return script;
    }

    /// <summary>Runs a command line that comes to its end.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> RunAsync(string line, params (string Name, string Value)[] environment)
    {
        using var process = Begin(line, environment);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within(line);
        Assert.True(process.ExitCode == 0, $"{line}\n{await output}{await errors}");
        return await output;
    }

    /// <summary>Runs a command line that serves, until <see cref="StopAllAsync"/>.</summary>
    /// <returns>Its process.</returns>
    public Task<Process> StartAsync(string line, Uri url, params (string Name, string Value)[] environment)
    {
        // In place of the shell: a signal reaches the server itself.
        return StartAsync(line.Replace("./run", "exec ./run", StringComparison.Ordinal), new HttpClient { BaseAddress = url }, environment);
    }

    /// <param name="http">Finds what it serves; it is disposed of.</param>
    public async Task<Process> StartAsync(string line, HttpClient http, params (string Name, string Value)[] environment)
    {
        var process = Begin(line, environment);
        _started.Add(process);
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var serves = http;
        var isReady = Waiting.UntilAsync(async () =>
        {
            try
            {
                return (int)(await http.GetAsync("/health/ready")).StatusCode;
            }
            catch (HttpRequestException)
            {
                return 0;
            }
        }, status => status == 200 || process.HasExited, $"{line} to serve");
        await isReady;
        if (process.HasExited) Assert.Fail($"{line} ended:\n{string.Concat(await said)}");
        return process;
    }

    public async Task StopAllAsync()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited) using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
            await process.WaitForExitAsync().Within("what ./run started to end");
            process.Dispose();
        }

        _started.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _started.Where(process => !process.HasExited)) process.Kill(entireProcessTree: true);
        await StopAllAsync();
        Directory.Delete(_root, recursive: true);
    }

    private Process Begin(string line, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", line]) { WorkingDirectory = _root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name is "DOTNET_ENVIRONMENT" || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private void Link(string name, string target, bool copy = false)
    {
        if (copy) File.Copy(target, Path.Combine(_root, name));
        else Directory.CreateSymbolicLink(Path.Combine(_root, name), target);
    }
}
