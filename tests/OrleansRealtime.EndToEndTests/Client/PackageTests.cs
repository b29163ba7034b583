using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansRealtime.EndToEndTests.Client;

/// <summary>The package as whoever installs it has it: its README's very text, in a project of their own.</summary>
public sealed partial class PackageTests : IAsyncLifetime
{
    private static readonly string Project = BuiltServer.PathInRepository("src", "OrleansRealtime.Client", "OrleansRealtime.Client.csproj");

    /// <summary>Builds on a machine that runs ten times as much as it can.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("orleansrealtime-package-").FullName;
    private string _package = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await DotnetAsync("pack", Project, "--no-build", "-c", Configuration, "-o", _folder);
        _package = Assert.Single(Directory.GetFiles(_folder, "*.nupkg"));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }

    [Fact]
    public void It_has_what_a_package_has()
    {
        using var package = ZipFile.OpenRead(_package);
        var files = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("README.md", files);
        Assert.Contains("lib/net10.0/OrleansRealtime.Client.dll", files);
        Assert.Contains("lib/net10.0/OrleansRealtime.Client.xml", files);
        Assert.Contains("build/OrleansRealtime.Client.props", files);
        Assert.Contains("buildTransitive/OrleansRealtime.Client.props", files);
        Assert.Single(Directory.GetFiles(_folder, "*.snupkg"));

        using var nuspec = package.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        // And none of the solution.
        Assert.Equal(
            ["Microsoft.AspNetCore.SignalR.Client", "Microsoft.Extensions.Http"],
            metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order());

        string? Value(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
    }

    [Fact]
    public async Task Its_readme_runs_in_a_new_project()
    {
        await using var server = await ServerProcess.StartAsync();
        var readme = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Project)!, "README.md"), Stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "Program.cs"), string.Join('\n', Code().Matches(readme).Select(block => block.Groups[1].Value)), Stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "app.csproj"), AppProject(), Stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), """
            <configuration><packageSources><clear /><add key="here" value="." /></packageSources></configuration>
            """, Stop);
        await DotnetAsync("build", Path.Combine(_folder, "app.csproj"), "-o", Path.Combine(_folder, "out"), "-p:UseSharedCompilation=false");

        var start = new ProcessStartInfo("dotnet", [Path.Combine(_folder, "out", "app.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["REALTIME_URL"], start.Environment["REALTIME_API_KEY"]) = (server.Url.ToString(), server.ApiKey);
        using var app = Process.Start(start)!;
        try
        {
            Assert.Matches("^two at [a-z0-9]+:2, by ana$", await SaidAsync());
            Assert.Matches("^Fresh: two at [a-z0-9]+:3$", await SaidAsync());
            (await server.Caller("demo").PatchAsync("entities/workitem/42", new { title = "done" })).Is(200);
            Assert.Matches("^Fresh: done at [a-z0-9]+:4$", await SaidAsync());
            while (await SaidAsync() is var line && !Regex.IsMatch(line, "^1 unread, the newest: .+$")) Assert.Equal("0 unread, the newest: ", line);
            await app.WaitForExitAsync(Stop).Within("the program to end");
            Assert.Equal((0, ""), (app.ExitCode, await app.StandardError.ReadToEndAsync(Stop)));
        }
        finally
        {
            if (!app.HasExited) app.Kill();
        }

        async Task<string> SaidAsync() => await app.StandardOutput.ReadLineAsync(Stop).AsTask().Within("the program to say something")
            ?? throw new InvalidOperationException($"The program ended: {await app.StandardError.ReadToEndAsync(Stop)}");
    }

    private static string Configuration => BuiltServer.Assembly.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>Its packages are those that this machine has already, and the one beside it, which goes nowhere else.</summary>
    private string AppProject()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var version = Path.GetFileNameWithoutExtension(_package)["OrleansRealtime.Client.".Length..];
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <RestoreFallbackFolders>{cache}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="OrleansRealtime.Client" Version="{version}" />
              </ItemGroup>
            </Project>
            """;
    }

    private async Task DotnetAsync(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", words) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Nothing stays behind.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within($"dotnet {words[0]}", Patience);
        Assert.True(process.ExitCode == 0, $"dotnet {words[0]} failed.\n{await output}{await errors}");
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();
}
