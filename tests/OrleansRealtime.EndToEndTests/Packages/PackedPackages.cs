using OrleansRealtime.EndToEndTests.Packages;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace OrleansRealtime.EndToEndTests.Packages;

/// <summary>What <c>./pack</c> makes of this build, once, when the first test asks for it.</summary>
public sealed class PackedPackages : IAsyncDisposable
{
    private const string Client = "OrleansRealtime.Client";

    private readonly string _root = Directory.CreateTempSubdirectory("orleansrealtime-packages-").FullName;
    private readonly Lazy<Task> _packed;

    public PackedPackages() => _packed = new(() => ShellCommand.RunAsync(
        BuiltServer.PathInRepository(), "bash", "pack", "--out", Folder, "--", "--no-build", "-c", Configuration));

    /// <summary>Where a sample that lies beside it, as in the repository, looks for packages.</summary>
    public string Folder => Path.Combine(_root, "artifacts", "packages");

    /// <summary>In the place of the repository.</summary>
    public string Root => _root;

    private static string Configuration => BuiltServer.Assembly.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>Skips the test when there is nothing to pack with.</summary>
    public async Task PackAsync()
    {
        Requirement.Is(Directory.Exists(BuiltServer.PathInRepository("src", "web", "node_modules")), "The web's packages are missing: npm ci in src/web.");
        await _packed.Value;
    }

    /// <summary>That of all packages.</summary>
    public string Version => Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(Folder, $"{Client}.*.nupkg")))[(Client.Length + 1)..];

    /// <summary>Reads a package, whose symbols lie beside it.</summary>
    internal NuGetPackage Open(string name)
    {
        Assert.True(File.Exists(Path.Combine(Folder, $"{name}.{Version}.snupkg")), $"{name} has no symbols.");
        return new(Path.Combine(Folder, $"{name}.{Version}.nupkg"));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return default;
    }
}
