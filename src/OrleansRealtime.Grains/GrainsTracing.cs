using System.Diagnostics;

namespace OrleansRealtime.Grains;

/// <summary>Traces of the grains: source <c>OrleansRealtime.Grains</c>.</summary>
internal static class GrainsTracing
{
    public const string SourceName = "OrleansRealtime.Grains";

    /// <summary>Of operations that share a commit so many are named by links.</summary>
    private const int MaxLinks = 16;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether somebody looks.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Whose work is to be remembered until it is committed; <c>null</c> when nobody looks.</summary>
    public static Activity? Caller => IsOn ? Activity.Current : null;

    /// <summary>While somebody looks: begins a commit in the trace of the first of its operations that is recorded, with links to the others. The loop that commits was
    /// started by some earlier operation: from here on what it does is no longer that one's.</summary>
    /// <param name="callers">Who asked for the operations; <c>null</c> for those that are not traced.</param>
    public static Activity? BeginCommit(IEnumerable<Activity?> callers)
    {
        var recorded = callers.OfType<Activity>().Where(caller => caller.Recorded).Take(1 + MaxLinks).ToList();
        Activity.Current = recorded.FirstOrDefault();
        if (recorded.Count == 0) return null;
        var others = recorded.Skip(1).Select(caller => new ActivityLink(caller.Context));
        return Source.StartActivity("commit", ActivityKind.Internal, recorded[0].Context, links: others);
    }
}
