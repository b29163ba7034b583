using System.Diagnostics;
using OrleansRealtime.TestKit.Documents;
using OrleansRealtime.Tests.Documents;

namespace OrleansRealtime.Tests.Infra;

/// <summary>The unit for systemd: by systemd's own check where that is there, and read by us where it is not.</summary>
public sealed class SystemdUnitTests
{
    private const string Tool = "/usr/bin/systemd-analyze";

    [Fact]
    public void It_runs_as_a_user_of_its_own_that_writes_to_the_data_folder_and_nowhere_else()
    {
        Assert.Empty(SystemdUnit.Nonsense);
        Assert.Equal(("strict", "true", "true"), (SystemdUnit.One("ProtectSystem"), SystemdUnit.One("ProtectHome"), SystemdUnit.One("NoNewPrivileges")));
        Assert.NotEqual("root", SystemdUnit.One("User"));
        Assert.Equal("", SystemdUnit.One("CapabilityBoundingSet"));
        Assert.Equal(SystemdUnit.Environment["Data__Folder"], $"/var/lib/{SystemdUnit.One("StateDirectory")}");
        Assert.Equal("always", SystemdUnit.One("Restart"));
        Assert.StartsWith(SystemdUnit.One("WorkingDirectory") + "/", SystemdUnit.One("ExecStart").Split(' ')[^1], StringComparison.Ordinal);
        // .NET compiles while it runs.
        Assert.Empty(SystemdUnit.All("MemoryDenyWriteExecute"));
    }

    /// <summary>Where systemd is, it says so itself. It wants the program to be there, which need not be so where the tests run.</summary>
    [Fact]
    public async Task Systemd_finds_nothing_wrong_and_little_exposed()
    {
        if (!File.Exists(Tool)) return;
        var folder = Directory.CreateTempSubdirectory("orleansrealtime-unit-").FullName;
        try
        {
            var copy = Path.Combine(folder, Path.GetFileName(SystemdUnit.File));
            var text = await File.ReadAllTextAsync(Repository.PathOf(SystemdUnit.File.Split('/')), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(copy, text.Replace("/usr/bin/dotnet", "/bin/sh", StringComparison.Ordinal), TestContext.Current.CancellationToken);

            Assert.Equal((0, ""), await RunAsync("verify", copy));
            // Of 10; 2.0 is 20 in hundredths.
            var (exitCode, said) = await RunAsync("security", "--offline=true", "--threshold=20", "--no-pager", copy);
            Assert.True(exitCode == 0, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_document_installs_what_the_unit_starts()
    {
        var commands = string.Concat(MarkdownFile.Read("docs/production.md").Snippets.Select(snippet => snippet.Text));
        foreach (var place in (string[])[SystemdUnit.File, SystemdUnit.One("WorkingDirectory"), SystemdUnit.One("EnvironmentFile").TrimStart('-'), SystemdUnit.Environment["Data__Folder"]])
            Assert.Contains(place, commands, StringComparison.Ordinal);
        Assert.Contains($"useradd --system --no-create-home --shell /usr/sbin/nologin {SystemdUnit.One("User")}\n", commands, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(Tool, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within("systemd-analyze to end");
        return (process.ExitCode, await output + await errors);
    }
}
