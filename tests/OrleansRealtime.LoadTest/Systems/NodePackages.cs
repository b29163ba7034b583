namespace OrleansRealtime.LoadTest.Systems;

/// <summary>The packages of a program for Node.js, which lie beside it.</summary>
internal static class NodePackages
{
    /// <summary>Whether they have to be installed: the lock file changed since, or they never were to the end. npm notes when it installed them.</summary>
    public static bool AreStale(string folder)
    {
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        return !File.Exists(installed) || File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")) > File.GetLastWriteTimeUtc(installed);
    }
}
