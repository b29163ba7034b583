using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Growth;

/// <summary>Something of which there is more and more while the same entities are edited.</summary>
internal interface IGrowing
{
    /// <summary>The word for it, in the plural.</summary>
    string Name { get; }

    /// <summary>How much of it, by default: the first is the base that the others are compared with.</summary>
    int[] Steps { get; }

    /// <summary>Adds so much of it to what is there.</summary>
    /// <param name="edited">The entities that are edited.</param>
    /// <returns><c>null</c> where it is only in the server.</returns>
    Task<IGrown?> AddAsync(PlatformSystem platform, IReadOnlyList<string> edited, int count, CancellationToken stop);
}
