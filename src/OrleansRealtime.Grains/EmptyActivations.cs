namespace OrleansRealtime.Grains;

/// <summary>Ends activations that hold nothing. Orleans keeps an activation for a quarter of an hour, and callers choose keys: without this,
/// asking for what is not there fills the memory.</summary>
internal static class EmptyActivations
{
    /// <summary>1 s: not at once after each call, because who calls meanwhile would be sent on from one activation to the next; and what is
    /// asked for in a second fits.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>15 s: whoever holds it then, by watching or viewing it, usually does so for minutes.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Has the activation end soon after it is found empty.</summary>
    /// <param name="isEmpty">Whether a new activation would be as good as this one; asked within the grain's turns.</param>
    /// <returns>Stops looking when it is disposed.</returns>
    public static IDisposable EndWhenEmpty(this Grain grain, Func<bool> isEmpty, Action deactivate) => grain.RegisterGrainTimer(
        () =>
        {
            if (isEmpty()) deactivate();
            return Task.CompletedTask;
        },
        new GrainTimerCreationOptions(First, Interval) { Interleave = true });
}
