using OrleansRealtime.LoadTest.Reports;

namespace OrleansRealtime.LoadTest.Growth;

/// <summary>What was added, as long as it is there.</summary>
internal interface IGrown : IAsyncDisposable
{
    /// <summary>Says what went wrong with it.</summary>
    /// <param name="step">Its name in the table.</param>
    void Check(Report report, string step);
}
