namespace OrleansRealtime.Consistency.Plans;

/// <summary>How much there is to do in a run.</summary>
/// <param name="Stretch">How many times longer than planned everybody waits between two steps.</param>
internal sealed record PlanSize(int StepsPerWriter, int StepsPerViewer, int Marks, int Preferences, int Stretch)
{
    /// <summary>A second or two.</summary>
    public static readonly PlanSize Short = new(9, 8, 6, 5, 1);

    /// <summary>Some minutes: as much as several faults of a cluster take, one after the other. What is left when they are over is left out.</summary>
    public static readonly PlanSize Long = new(200, 100, 60, 40, 20);
}
