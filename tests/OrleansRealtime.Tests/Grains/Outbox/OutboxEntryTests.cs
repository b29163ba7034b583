using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Grains;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>Whom an entry tells what, also when it has gathered several happenings.</summary>
public class OutboxEntryTests
{
    private static readonly string[] Users = ["ana", "bo", "chi"];
    private static readonly string[] Ranks = ["following", "assigned", "mentioned"];

    [Fact]
    public void Gathering_keeps_the_strongest_reason_and_tells_nobody_of_only_their_own_doing() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Arb.From(Gen.NonEmptyListOf(Gen.Elements(Happenings))), happenings =>
        {
            var entry = happenings.Skip(1).Aggregate(Entry(happenings[0]), (gathered, next) => gathered.Gather(Entry(next)));
            foreach (var user in Users)
            {
                // A happening tells whoever did not do it; which assignment still holds, the last one knows.
                var last = happenings[^1];
                var reasons = happenings.Where(happening => happening.Author != user).Select(happening =>
                    happening.Mentioned == user ? "mentioned" : last.Assignee == user ? "assigned" : "following");
                var strongest = reasons.MaxBy(reason => Array.IndexOf(Ranks, reason));
                Assert.Equal(strongest, entry.For(user)?.Reason);
            }
        }));

    [Fact]
    public void To_be_mentioned_or_assigned_is_a_kind_of_its_own_and_to_be_an_assignee_is_not()
    {
        var entry = Entry(new("ana", null, null)) with { Mentions = ["bo"], Assigned = ["chi"], Assignees = ["chi", "dee"] };

        Assert.Equal(("mentioned", "mentioned"), entry.For("bo"));
        Assert.Equal(("assigned", "assigned"), entry.For("chi"));
        Assert.Equal(("changed", "assigned"), entry.For("dee"));
        Assert.Equal(("changed", "following"), entry.For("eve"));
        Assert.Null(entry.For("ana"));
    }

    [Fact]
    public void Whoever_is_an_assignee_no_longer_when_it_is_told_is_not_told_to_have_become_one()
    {
        var assigned = Entry(new("ana", null, "bo"), isNew: true);

        var reassigned = assigned.Gather(Entry(new("ana", null, "chi"), isNew: true));

        Assert.Equal(("assigned", "assigned"), assigned.For("bo"));
        Assert.Equal(("changed", "following"), reassigned.For("bo"));
        Assert.Equal(("assigned", "assigned"), reassigned.For("chi"));
    }

    [Fact]
    public void An_entry_of_before_there_were_assignees_is_still_delivered()
    {
        var row = new GrainRow("outbox", "1", """
            {"number":1,"epoch":"e","kind":"changed","authors":["ana"],"anonymous":false,"title":"t","fields":[],"text":null,"mentions":[],"at":"2026-01-01T00:00:00Z"}
            """);

        var entry = RowJson.Read<OutboxEntry>(row);

        Assert.Empty(entry.Named);
        Assert.Equal(("changed", "following"), entry.For("bo"));
    }

    [Fact]
    public void An_entry_survives_storage()
    {
        var entry = Entry(new("ana", "bo", "chi"), isNew: true);

        var read = RowJson.Read<OutboxEntry>(new GrainRow("outbox", "1", RowJson.Write(entry)));

        Assert.Equal(["bo", "chi"], read.Named);
        Assert.Equal(["chi"], read.Assignees);
    }

    private static IEnumerable<Happening> Happenings =>
        from author in Users.Append(null)
        from mentioned in Users.Append(null)
        from assignee in Users.Append(null)
        select new Happening(author, mentioned == author ? null : mentioned, assignee);

    private static OutboxEntry Entry(Happening happening, bool isNew = false) => new(
        1,
        "e",
        "changed",
        happening.Author is { } author ? [author] : [],
        Anonymous: happening.Author is null,
        "title",
        [],
        null,
        happening.Mentioned is { } mentioned ? [mentioned] : [],
        DateTimeOffset.UnixEpoch)
    {
        Assigned = isNew && happening.Assignee is { } one && one != happening.Author ? [one] : [],
        Assignees = happening.Assignee is { } assignee ? [assignee] : ImmutableArray<string>.Empty,
    };

    /// <param name="Author"><c>null</c>: a server, for nobody.</param>
    private sealed record Happening(string? Author, string? Mentioned, string? Assignee);
}
