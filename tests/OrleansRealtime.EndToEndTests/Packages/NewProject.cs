using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OrleansRealtime.EndToEndTests.Packages;

/// <summary>A console application outside of the repository that installs one of the packages.</summary>
internal sealed partial class NewProject(string packages) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orleansrealtime-app-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The blocks of C# in the README of a project, in their order.</summary>
    public static async Task<IReadOnlyList<string>> ReadmeOfAsync(string project)
    {
        var text = await File.ReadAllTextAsync(BuiltServer.PathInRepository("src", project, "README.md"), Stop);
        return [.. Code().Matches(text).Select(block => block.Groups[1].Value)];
    }

    /// <summary>Builds it. Its packages are those that this machine has already, and the packed ones, which go nowhere else.</summary>
    /// <param name="references">Packages with their versions.</param>
    public async Task BuildAsync(string program, params (string Name, string Version)[] references)
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await WriteAsync("Program.cs", program);
        await WriteAsync("nuget.config", $"""
            <configuration><packageSources><clear /><add key="packed" value="{packages}" /></packageSources></configuration>
            """);
        await WriteAsync("app.csproj", $"""
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
            {string.Join('\n', references.Select(reference => $"    <PackageReference Include=\"{reference.Name}\" Version=\"{reference.Version}\" />"))}
              </ItemGroup>
            </Project>
            """);
        await ShellCommand.RunAsync(_folder, "dotnet", "build", Path.Combine(_folder, "app.csproj"), "-o", Path.Combine(_folder, "out"), "-p:UseSharedCompilation=false");
    }

    /// <summary>Starts what was built.</summary>
    public Process Start(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(_folder, "out", "app.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text, Stop);

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();
}
