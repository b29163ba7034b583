using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Plans;

/// <summary>What a writer does next.</summary>
/// <param name="Wait">Before it, in milliseconds.</param>
/// <param name="Operations">One, or several in a batch.</param>
/// <param name="IfMatch">Whether the condition is the position that the writer last saw.</param>
/// <param name="Deaf">How many of the first answers the writer pretends not to have heard.</param>
/// <param name="HangUpAfter">Milliseconds after which the writer hangs up on the first attempt.</param>
internal sealed record WriterStep(int Wait, IReadOnlyList<Operation> Operations, bool IfMatch, int Deaf, int? HangUpAfter);

internal enum Viewing
{
    Disconnect,

    /// <summary>Watches, with what it has or as a fresh page.</summary>
    Watch,
    WatchAfresh,
    Unwatch,

    /// <summary>Reads nothing for a while, then goes on.</summary>
    Sleep,

    /// <summary>Reads a message every few milliseconds from now on, or again as fast as it can.</summary>
    ReadSlowly,
    ReadFast,

    /// <summary>Says that its user looks at the entity, or at nothing.</summary>
    Focus,
    LookAway,

    /// <summary>Says that its user is away, or back.</summary>
    BeAway,
    BeOnline,

    /// <summary>Says goodbye and closes, where <see cref="Disconnect"/> just ends.</summary>
    Close,
}

internal sealed record ViewerStep(int Wait, Viewing Viewing, string Entity, int Length)
{
    public override string ToString() => $"+{Wait} ms {Viewing} {Entity} {Length}";
}

/// <param name="Steps">While the nemesis is active.</param>
/// <param name="LastSteps">When it is idle: only the events of them may be lost.</param>
internal sealed record ViewerPlan(string User, IReadOnlyList<ViewerStep> Steps, IReadOnlyList<ViewerStep> LastSteps);

/// <summary>Whoever reads their bell: marks in the inbox.</summary>
/// <param name="Length">Of a snooze, in milliseconds by the client's clock.</param>
internal sealed record MarkStep(int Wait, string User, string As, bool UpTo, int Length);

/// <summary>Somebody wants to be told of something else from now on.</summary>
internal sealed record PreferencesStep(int Wait, ExpectedEffect Expected);

internal abstract record Disaster(int At);

internal sealed record Crash(int At) : Disaster(At);

internal sealed record ClockJump(int At, int Milliseconds) : Disaster(At);

/// <summary>All that happens in one run, made of its seed before it begins.</summary>
internal sealed record RunPlan(
    int Seed,
    IReadOnlyList<Operation> Beginning,
    IReadOnlyList<IReadOnlyList<WriterStep>> Writers,
    IReadOnlyList<ViewerPlan> Viewers,
    IReadOnlyList<MarkStep> Marks,
    IReadOnlyList<PreferencesStep> Preferences,
    IReadOnlyList<Disaster> Disasters)
{
    public static readonly IReadOnlyList<string> Entities = ["a", "b", "c"];
    public static readonly IReadOnlyList<string> Users = ["ana", "bo", "chi"];

    public string Workspace => WorkspaceOf(Seed);

    public static string WorkspaceOf(int seed) => $"seed-{seed}";

    public override string ToString() => string.Join('\n', (string[])[
        $"plan of seed {Seed}",
        .. Beginning.Select(operation => $"  beginning: {operation}"),
        .. Writers.SelectMany((steps, n) => steps.Select(step =>
            $"  writer {n}: +{step.Wait} ms {string.Join(" & ", step.Operations)}{(step.IfMatch ? ", If-Match" : "")}"
            + $"{(step.Deaf > 0 ? $", deaf to {step.Deaf}" : "")}{(step.HangUpAfter is { } after ? $", hangs up after {after} ms" : "")}")),
        .. Viewers.SelectMany((viewer, n) => viewer.Steps.Select(step => $"  viewer {n} ({viewer.User}): {step}")),
        .. Viewers.SelectMany((viewer, n) => viewer.LastSteps.Select(step => $"  viewer {n} ({viewer.User}) at last: {step}")),
        .. Marks.Select(mark => $"  marks: +{mark.Wait} ms {mark}"),
        .. Preferences.Select(step => $"  preferences: +{step.Wait} ms {step.Expected}"),
        .. Disasters.Select(disaster => $"  {disaster}")]);
}
