namespace OrleansRealtime.Consistency.Reports;

/// <summary>A time that something took, in the run's time.</summary>
internal readonly record struct Span(TimeSpan From, TimeSpan To)
{
    /// <summary>In seconds, what of it comes after the beginning of a window that it touches. What ends after the window is felt to its end.</summary>
    public double Within(TimeSpan begin, TimeSpan end) =>
        To <= begin || From >= end ? 0 : (To - (From > begin ? From : begin)).TotalSeconds;
}
