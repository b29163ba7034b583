using OrleansRealtime.LoadTest.Reports;

namespace OrleansRealtime.LoadTest.Growth;

/// <summary>What was added, as long as it is there.</summary>
internal interface IGrown : IAsyncDisposable
{
    /// <summary>Warms what <see cref="MeasureAsync"/> measures.</summary>
    /// <returns>Whether it was given up while the system still compiled.</returns>
    Task<bool> WarmUpAsync(TimeSpan most, CancellationToken stop) => Task.FromResult(false);

    /// <summary>Measures what the thing itself is asked for, in the window after that of the edits.</summary>
    /// <param name="step">Its name in the table.</param>
    Task MeasureAsync(Report report, string step, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Says what went wrong with it.</summary>
    /// <param name="step">Its name in the table.</param>
    void Check(Report report, string step);
}
