using System.Collections.Immutable;
using OrleansRealtime.Consistency.Clients;
using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Plans;

/// <summary>Makes a run of a seed: the same seed, the same run.</summary>
internal sealed class Planner
{
    private const int Writers = 3;
    // One more than users: somebody has two tabs.
    private const int Viewers = 4;

    private static readonly IReadOnlyList<Viewing> LastViewings =
        [Viewing.Focus, Viewing.Focus, Viewing.LookAway, Viewing.BeAway, Viewing.BeOnline, Viewing.Disconnect, Viewing.Close];

    private static readonly IReadOnlyList<string> Kinds = ["changed", "commented", "mentioned", "notice"];

    // Not for secrets.
#pragma warning disable CA5394
    private readonly Random _random;
    private readonly PlanSize _size;
    private int _operations;
    private int _expected;

    private Planner(int seed, PlanSize size) => (_random, _size) = (new(seed), size);

    /// <param name="crashes">How many there are.</param>
    public static RunPlan Plan(int seed, Func<Random, int> crashes)
    {
        var planner = new Planner(seed, PlanSize.Short);
        return planner.Plan(seed, () => planner.Disasters(crashes(planner._random)).OrderBy(disaster => disaster.At));
    }

    /// <param name="nodes">What can be struck.</param>
    /// <param name="faults">How many there are, one after the other.</param>
    /// <param name="kinds">Of which kinds they may be.</param>
    public static RunPlan PlanCluster(int seed, IReadOnlyList<ClusterNodePlan> nodes, int faults, IReadOnlyList<NodeFaultKind> kinds)
    {
        var planner = new Planner(seed, PlanSize.Long);
        return planner.Plan(seed, () => new FaultPlanner(planner._random, nodes, kinds).Faults(faults));
    }

    private RunPlan Plan(int seed, Func<IEnumerable<Disaster>> disasters)
    {
        var beginning = Beginning();
        var writers = Enumerable.Range(0, Writers).Select(_ => (IReadOnlyList<WriterStep>)[.. WriterSteps()]).ToList();
        var viewers = Enumerable.Range(0, Viewers)
            .Select(n => new ViewerPlan(RunPlan.Users[n % RunPlan.Users.Count], [.. ViewerSteps()], [.. LastViewerSteps()])).ToList();
        return new(seed, beginning, writers, viewers, [.. Marks()], [.. Preferences()], [.. disasters()]);
    }

    /// <summary>bo follows everything and never stops; chi only the first; ana comes and goes.</summary>
    private List<Operation> Beginning() =>
    [
        .. RunPlan.Entities.Select(entity => New(Doing.Create, entity)),
        .. RunPlan.Entities.Select(entity => New(Doing.Follow, entity, user: "bo")),
        New(Doing.Follow, "a", user: "chi"),
        New(Doing.Create, FinalWrite.Entity),
        New(Doing.Follow, FinalWrite.Entity, user: FinalWrite.Follower),
    ];

    private IEnumerable<WriterStep> WriterSteps()
    {
        for (var step = 0; step < _size.StepsPerWriter; step++)
        {
            var isBatch = Chance(0.15);
            var operations = Enumerable.Range(0, isBatch ? _random.Next(2, 5) : 1).Select(_ => Any(isBatch)).ToList();
            var keyed = operations[0].IsKeyed;
            yield return new(
                Chance(0.3) ? 0 : _random.Next(5, 120) * _size.Stretch,
                [.. operations.Select(operation => operation with { IsKeyed = keyed })],
                IfMatch: !isBatch && operations[0].Doing is Doing.Patch or Doing.Delete && Chance(0.3),
                Deaf: keyed && Chance(0.2) ? _random.Next(1, 3) : 0,
                HangUpAfter: Chance(0.1) ? _random.Next(0, 10) : null);
        }
    }

    private Operation Any(bool isInBatch)
    {
        var entity = Pick(RunPlan.Entities);
        var actor = Chance(0.3) ? null : Pick(RunPlan.Users);
        var isKeyed = Chance(0.85);
        if (isInBatch) return New(Doing.Patch, entity, actor, isKeyed: isKeyed);
        return _random.Next(100) switch
        {
            < 5 => New(Doing.Notify, entity, isKeyed: isKeyed),
            < 55 => New(Doing.Patch, entity, actor, isKeyed: isKeyed),
            < 80 => New(Doing.Comment, entity, actor, Chance(0.3) ? Pick(RunPlan.Users) : null, isKeyed),
            // Mostly of the last, so that the others have long lives.
            < 84 => New(Doing.Delete, Chance(0.7) ? "c" : entity, actor, isKeyed: isKeyed),
            < 92 => New(Doing.Create, entity, actor, isKeyed: isKeyed),
            < 97 => New(Doing.Follow, entity, user: Pick(RunPlan.Users), isKeyed: isKeyed),
            _ => New(Doing.Unfollow, entity, user: "ana", isKeyed: isKeyed),
        };
    }

    private IEnumerable<ViewerStep> ViewerSteps()
    {
        foreach (var entity in RunPlan.Entities) yield return new(_random.Next(0, 20), Viewing.Watch, entity, 0);
        for (var step = 0; step < _size.StepsPerViewer; step++)
        {
            var viewing = _random.Next(100) switch
            {
                < 15 => Viewing.Disconnect,
                < 20 => Viewing.Close,
                < 32 => Viewing.Watch,
                < 40 => Viewing.WatchAfresh,
                < 48 => Viewing.Unwatch,
                < 58 => Viewing.Sleep,
                < 65 => Viewing.ReadSlowly,
                < 68 => Viewing.ReadFast,
                < 86 => Viewing.Focus,
                < 90 => Viewing.LookAway,
                < 95 => Viewing.BeAway,
                _ => Viewing.BeOnline,
            };
            yield return new(_random.Next(10, 250) * _size.Stretch, viewing, Pick(RunPlan.Entities), _random.Next(20, 400));
        }
    }

    private IEnumerable<ViewerStep> LastViewerSteps()
    {
        for (var steps = _random.Next(0, 3); steps > 0; steps--) yield return new(_random.Next(0, 300), Pick(LastViewings), Pick(RunPlan.Entities), 0);
    }

    private IEnumerable<MarkStep> Marks()
    {
        for (var step = 0; step < _size.Marks; step++)
            yield return new(
                _random.Next(20, 400) * _size.Stretch, Pick(RunPlan.Users), Pick(["seen", "read", "unread", "archived", "snoozed", "active"]), Chance(0.4), _random.Next(500, 8_000));
    }

    private IEnumerable<PreferencesStep> Preferences()
    {
        for (var step = 0; step < _size.Preferences; step++) yield return new(_random.Next(10, 400) * _size.Stretch, Expected(Pick(RunPlan.Users)));
    }

    private ExpectedEffect Expected(string user)
    {
        var mutes = RunPlan.Entities.Where(_ => Chance(0.35)).ToImmutableSortedDictionary(entity => entity, _ => Chance(0.7));
        var kinds = Kinds.Where(_ => Chance(0.25)).ToImmutableSortedDictionary(kind => kind, _ => Choice());
        return new(++_expected, user, Chance(0.2) ? Choice() : default, kinds, mutes, MentionsBreakThrough: Chance(0.5));

        // Whom a crash keeps from being told, must be told for certain.
        ChannelChoice Choice() => new(Flag(), user == FinalWrite.Follower ? null : Flag());
    }

    private bool? Flag() => _random.Next(4) switch
    {
        0 => true,
        1 => null,
        _ => false,
    };

    private IEnumerable<Disaster> Disasters(int crashes)
    {
        for (var crash = 0; crash < crashes; crash++) yield return new Crash(_random.Next(50, 900));
        for (var jump = _random.Next(0, 3); jump > 0; jump--) yield return new ClockJump(_random.Next(0, 1000), _random.Next(-20_000, 20_000));
    }

    private Operation New(Doing doing, string entity, string? actor = null, string? user = null, bool isKeyed = true) =>
        new(++_operations, doing, entity, actor, user, isKeyed);

    private bool Chance(double share) => _random.NextDouble() < share;

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
#pragma warning restore CA5394
}
