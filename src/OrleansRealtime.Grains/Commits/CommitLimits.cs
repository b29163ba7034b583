namespace OrleansRealtime.Grains.Commits;

internal static class CommitLimits
{
    /// <summary>The most operations in one write. Bounds its size; past a few hundred the write's fixed cost no longer shows.</summary>
    public const int MaxOperations = 512;

    /// <summary>How many rows are forgotten at once; the rest stays due, and the next sweep wakes for it.</summary>
    public const int MaxForgotten = 500;
}
