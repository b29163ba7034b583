using System.Diagnostics;
using OrleansRealtime.Tests.Documents;

namespace OrleansRealtime.Tests.Infra;

/// <summary>What <c>./run</c> goes by when it leaves out the build: <c>build/fingerprint.sh</c>, here on a repository of four files.</summary>
public sealed class FingerprintTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fingerprint-").FullName;

    public FingerprintTests()
    {
        Write("build/fingerprint.sh", File.ReadAllText(Repository.PathOf("build", "fingerprint.sh")));
        Write("Directory.Build.props", "<Project />");
        Write("src/a.cs", "class A;");
        Write("src/with space/ы.cs", "class B;");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_file_that_changed_came_or_went_or_has_another_name_is_another_input()
    {
        List<string> seen = [Fingerprint("inputs")];
        Seen(() => Write("src/with space/ы.cs", "class C;"));
        Seen(() => Write("Directory.Build.props", "<Project></Project>"));
        Seen(() => Write("src/new.cs", ""));
        Seen(() => File.Move(Path.Combine(_root, "src/new.cs"), Path.Combine(_root, "src/renamed.cs")));
        Seen(() => File.Delete(Path.Combine(_root, "src/a.cs")));
        Assert.Distinct(seen);

        void Seen(Action change)
        {
            change();
            seen.Add(Fingerprint("inputs"));
        }
    }

    [Fact]
    public void What_is_as_it_was_is_the_same_input_whatever_a_build_made_and_whenever_it_was_written()
    {
        var before = Fingerprint("inputs");
        File.SetLastWriteTimeUtc(Path.Combine(_root, "src/a.cs"), new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        foreach (var made in (string[])["src/bin/a.dll", "src/obj/a.cs", "src/web/node_modules/p/a.js", "src/web/dist/a.js", "src/OrleansRealtime.Server/wwwroot/a.js"])
            Write(made, "made");
        Write("data/realtime.db", "kept");
        Assert.Equal(before, Fingerprint("inputs"));
    }

    [Fact]
    public void A_server_or_a_page_that_is_not_what_the_build_left_is_another_output()
    {
        List<string> seen = [Fingerprint("outputs")];
        foreach (var made in (string[])["bin/Release/net10.0/a.dll", "wwwroot/index.html"])
        {
            Write($"src/OrleansRealtime.Server/{made}", "made");
            seen.Add(Fingerprint("outputs"));
        }

        Write("src/OrleansRealtime.Server/bin/Release/net10.0/a.dll", "made again");
        seen.Add(Fingerprint("outputs"));
        Assert.Distinct(seen);
        Write("src/OrleansRealtime.Server/bin/Debug/net10.0/a.dll", "another build's");
        Assert.Equal(seen[^1], Fingerprint("outputs"));
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private string Fingerprint(string what)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(_root, "build/fingerprint.sh"), what]) { RedirectStandardOutput = true };
        using var script = Process.Start(start)!;
        var line = script.StandardOutput.ReadToEnd().Trim();
        script.WaitForExit();
        Assert.Equal((0, 64), (script.ExitCode, line.Length));
        return line;
    }
}
