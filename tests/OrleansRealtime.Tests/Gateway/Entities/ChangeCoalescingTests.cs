using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway.Entities;

public sealed class ChangeCoalescingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly EntityKey Key = new("demo", "workitem", "1");

    [Fact]
    public void The_last_writer_of_a_field_wins_and_a_removal_stays_one()
    {
        var one = ChangeCoalescing.Coalesce([
            Change(2, ("title", "\"one\""), ("state", "\"open\"")),
            Change(3, ("title", "\"two\"")),
            Change(4, ("state", JsonFields.Removed)),
        ]);

        Assert.Equal("""{"state":null,"title":"two"}""", one.Fields.ToString());
        Assert.Equal(4, one.Version);
    }

    [Fact]
    public void A_coalesced_change_applied_is_every_change_applied_in_turn()
    {
        var fields =
            from name in Gen.Elements("a", "b", "c")
            from value in Gen.Elements("1", "2", "\"x\"", JsonFields.Removed)
            select (name, value);
        var changes = Gen.NonEmptyListOf(
            from some in Gen.ListOf(fields)
            from comments in Gen.Elements<long?>(null, 1, 2)
            from user in Gen.Elements(null, "ana", "bo")
            select (Some: some, Comments: comments, User: user));

        Prop.ForAll(changes.ToArbitrary(), drawn =>
        {
            var chain = drawn.Select((change, i) => new EntityChange(
                i + 2,
                TrueEntity.Fields(change.Some.GroupBy(field => field.name).Select(field => (field.Key, field.Last().value))),
                change.Comments,
                Start.AddSeconds(i),
                change.User)).ToList();
            var entity = new EntitySnapshot(Key, new("e", 1), TrueEntity.Fields(("a", "0"), ("c", "0")), 0, 0, Start, Start, null);

            var inTurn = chain.Aggregate(entity, ChangeCoalescing.Apply);

            Assert.Equal(inTurn, ChangeCoalescing.Apply(entity, ChangeCoalescing.Coalesce(chain)));
            // One of several that became one is no different, wherever one cuts.
            var cut = drawn.Count / 2;
            if (cut > 0) Assert.Equal(inTurn, ChangeCoalescing.Apply(entity, ChangeCoalescing.Coalesce([ChangeCoalescing.Coalesce(chain[..cut]), .. chain[cut..]])));
        }).QuickCheckThrowOnFailure();
    }

    private static EntityChange Change(long version, params (string, string)[] fields) =>
        new(version, TrueEntity.Fields(fields), null, Start, null);
}
