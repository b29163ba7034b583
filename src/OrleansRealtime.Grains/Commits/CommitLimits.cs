namespace OrleansRealtime.Grains.Commits;

internal static class CommitLimits
{
    /// <summary>The most operations in one write. Bounds its size; past a few hundred the write's fixed cost no longer shows.</summary>
    public const int MaxOperations = 512;
}
