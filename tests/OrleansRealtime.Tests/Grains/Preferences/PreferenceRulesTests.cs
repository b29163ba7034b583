using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.Tests.Grains.Preferences;

/// <summary>
/// The evaluator against the same rules told the other way round: the weakest speaks first, and each stronger one that has something to say
/// overrules it. Every combination of what one channel is told, by every source and with every condition, and samples of all together.
/// </summary>
public class PreferenceRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly bool?[] Says = [null, true, false];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_combination_for_one_channel_is_decided_as_the_table_says(bool inbox)
    {
        // What the other channel is told must not matter: each row of the table has something else there.
        var other = new Random(1);
        var rows = 0;
        foreach (var conditions in Conditions.All)
        {
            foreach (var said in Combinations(Case.Sources))
            {
                var noise = said.Select(_ => Says[other.Next(3)]).ToArray();
                var row = inbox ? new Case(conditions, noise, said) : new Case(conditions, said, noise);
                Agree(row);
                rows++;
            }
        }

        Assert.Equal(2 * 4 * 2 * 4 * 3 * 729, rows);
    }

    [Fact]
    public void Every_combination_of_both_channels_is_decided_as_the_table_says_when_two_sources_speak()
    {
        foreach (var conditions in Conditions.All)
        foreach (var one in Enumerable.Range(0, Case.Sources))
        foreach (var other in Enumerable.Range(one + 1, Case.Sources - one - 1))
        foreach (var said in Combinations(4))
        {
            var (live, inbox) = (new bool?[Case.Sources], new bool?[Case.Sources]);
            (live[one], live[other], inbox[one], inbox[other]) = (said[0], said[1], said[2], said[3]);
            Agree(new(conditions, live, inbox));
        }
    }

    [Fact]
    public void Whatever_all_sources_say_it_is_decided_as_the_table_says()
    {
        var channel = Gen.ArrayOf(Gen.Elements(Says), Case.Sources);
        var cases = Gen.Elements(Conditions.All.ToArray()).SelectMany(_ => channel, (conditions, live) => (conditions, live))
            .SelectMany(_ => channel, (some, inbox) => new Case(some.conditions, some.live, inbox));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Arb.From(cases), Agree));
    }

    [Fact]
    public void Nothing_is_live_that_is_not_in_the_inbox_and_every_decision_names_a_rule() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(Arb.From(Gen.ArrayOf(Gen.Elements(Says), 2 * Case.Sources)), said =>
        {
            foreach (var conditions in Conditions.All)
            {
                var decision = new Case(conditions, said[..Case.Sources], said[Case.Sources..]).Decide();
                Assert.True(decision.Inbox || !decision.Live);
                Assert.NotEmpty(decision.InboxRule);
                Assert.NotEmpty(decision.LiveRule);
            }
        }));

    [Fact]
    public void What_only_the_user_says_of_another_entity_or_kind_says_nothing_here()
    {
        var user = UserPreferences.Empty with
        {
            Kinds = ImmutableDictionary<string, ChannelChoice>.Empty.Add("deploy", ChannelChoice.Off),
            Types = ImmutableDictionary<string, ChannelChoice>.Empty.Add("board", ChannelChoice.Off),
            Entities = ImmutableDictionary<string, EntityChoice>.Empty.Add("board/42", EntityChoice.Mute).Add("workitem/4", EntityChoice.Mute),
        };

        Assert.Equal(
            new(true, DecisionRules.Default, true, DecisionRules.Default),
            PreferenceRules.Decide(new("changed", NotificationReasons.Following, new("workitem", "42")), user, WorkspacePreferences.Empty, Noon));
    }

    private static void Agree(Case row)
    {
        var (expected, decided) = (row.Expected(), row.Decide());
        if (expected != decided) Assert.Fail($"{row.Describe()}: expected {expected}, decided {decided}");
    }

    private static IEnumerable<bool?[]> Combinations(int count)
    {
        var total = (int)Math.Pow(Says.Length, count);
        for (var number = 0; number < total; number++)
        {
            var said = new bool?[count];
            for (var (i, rest) = (0, number); i < count; i++, rest /= Says.Length) said[i] = Says[rest % Says.Length];
            yield return said;
        }
    }

    private enum Entity { None, Unnamed, Muted, Followed }

    private enum Quiet { NotSet, Elsewhen, Now }

    private sealed record Conditions(bool Protected, string Reason, bool BreakThrough, Entity Entity, Quiet Quiet)
    {
        public static readonly IReadOnlyList<Conditions> All =
        [
            .. from isProtected in (bool[])[false, true]
               from reason in (string[])[NotificationReasons.Mentioned, NotificationReasons.Assigned, NotificationReasons.Recipient, NotificationReasons.Following]
               from breakThrough in (bool[])[false, true]
               from entity in Enum.GetValues<Entity>()
               from quiet in Enum.GetValues<Quiet>()
               select new Conditions(isProtected, reason, breakThrough, entity, quiet),
        ];
    }

    /// <param name="Live">What each source says of live: the user's kind, type, channels; the workspace's.</param>
    private sealed record Case(Conditions When, bool?[] Live, bool?[] Inbox)
    {
        public const int Sources = 6;

        private static readonly string[] Names =
        [
            DecisionRules.Kind, DecisionRules.Type, DecisionRules.Channels,
            DecisionRules.WorkspaceKind, DecisionRules.WorkspaceType, DecisionRules.WorkspaceChannels,
        ];

        public Decision Decide()
        {
            var about = new DecisionAbout("changed", When.Reason, When.Entity == Entity.None ? null : new("workitem", "42"));
            var user = new UserPreferences(
                Choice(2),
                ImmutableDictionary<string, ChannelChoice>.Empty.Add("changed", Choice(0)),
                ImmutableDictionary<string, ChannelChoice>.Empty.Add("workitem", Choice(1)),
                When.Entity switch
                {
                    Entity.Muted => ImmutableDictionary<string, EntityChoice>.Empty.Add("workitem/42", EntityChoice.Mute),
                    Entity.Followed => ImmutableDictionary<string, EntityChoice>.Empty.Add("workitem/42", EntityChoice.Follow),
                    _ => ImmutableDictionary<string, EntityChoice>.Empty,
                },
                When.Quiet switch
                {
                    Quiet.Now => new("UTC", new(11, 0), new(13, 0)),
                    Quiet.Elsewhen => new("UTC", new(13, 0), new(11, 0)),
                    _ => null,
                },
                When.BreakThrough);
            var workspace = new WorkspacePreferences(
                When.Protected ? ["changed"] : [],
                Choice(5),
                ImmutableDictionary<string, ChannelChoice>.Empty.Add("changed", Choice(3)),
                ImmutableDictionary<string, ChannelChoice>.Empty.Add("workitem", Choice(4)));
            return PreferenceRules.Decide(about, user, workspace, Noon);
        }

        public Decision Expected()
        {
            var (inbox, inboxRule) = Channel(Inbox);
            var (live, liveRule) = Channel(Live);
            if (live && !inbox) (live, liveRule) = (false, "inbox_off");
            if (live && When.Quiet == Quiet.Now && liveRule is not ("protected" or "mention")) (live, liveRule) = (false, "quiet_hours");
            return new(inbox, inboxRule, live, liveRule);
        }

        public string Describe() => $"{When}, live {string.Join(',', Live)}, inbox {string.Join(',', Inbox)}";

        private (bool On, string Rule) Channel(bool?[] said)
        {
            var (on, rule) = (true, "default");
            for (var source = Sources - 1; source >= 0; source--)
            {
                // A type is a type of something.
                if (Names[source].EndsWith("type", StringComparison.Ordinal) && When.Entity == Entity.None) continue;
                if (said[source] is { } word) (on, rule) = (word, Names[source]);
            }

            if (When.Entity == Entity.Followed) (on, rule) = (true, "entity_follow");
            if (When.Entity == Entity.Muted) (on, rule) = (false, "entity_mute");
            if (When.Reason == "mentioned" && When.BreakThrough) (on, rule) = (true, "mention");
            if (When.Protected) (on, rule) = (true, "protected");
            return (on, rule);
        }

        private ChannelChoice Choice(int source) => new(Live[source], Inbox[source]);
    }
}
