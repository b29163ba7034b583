using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class NodePackagesTests
{
    private static readonly DateTime Installed = new(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    public async Task They_are_stale_when_the_lock_file_changed_since_they_were_installed(int days, bool stale)
    {
        using var folder = new TestFolder();
        var (chosen, packages) = (Path.Combine(folder.Path, "package-lock.json"), Path.Combine(folder.Path, "node_modules"));
        await File.WriteAllTextAsync(chosen, "{}", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(chosen, Installed.AddDays(days));
        // npm was stopped before it was done.
        Directory.CreateDirectory(packages);
        Assert.True(NodePackages.AreStale(folder.Path));

        var done = Path.Combine(packages, ".package-lock.json");
        await File.WriteAllTextAsync(done, "{}", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(done, Installed);

        Assert.Equal(stale, NodePackages.AreStale(folder.Path));
    }
}
