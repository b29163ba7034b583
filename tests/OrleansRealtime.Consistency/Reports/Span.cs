namespace OrleansRealtime.Consistency.Reports;

/// <summary>A time that something took, in the run's time.</summary>
internal readonly record struct Span(TimeSpan From, TimeSpan To)
{
    /// <summary>What of it lies in a window, in seconds.</summary>
    public double Within(TimeSpan begin, TimeSpan end)
    {
        var within = (To < end ? To : end) - (From > begin ? From : begin);
        return within > TimeSpan.Zero ? within.TotalSeconds : 0;
    }
}
