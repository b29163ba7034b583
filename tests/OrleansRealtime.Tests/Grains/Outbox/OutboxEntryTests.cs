using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Grains;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>Whom an entry tells what, also when it has gathered several events.</summary>
public class OutboxEntryTests
{
    private static readonly string[] Users = ["ana", "bo", "chi"];

    [Fact]
    public void Gathering_counts_for_each_user_what_others_did_and_shows_whose_it_was() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Arb.From(Gen.NonEmptyListOf(Gen.Elements(Users.Append(null)))), authors =>
        {
            var events = authors.Select((author, at) => Entry(new(author, null, null)) with { Number = at + 1, Text = $"text {at + 1}" }).ToList();
            var entry = events.Skip(1).Aggregate(events[0], (gathered, next) => gathered.Gather(next));
            foreach (var user in Users)
            {
                var others = events.Where(one => !one.Authors.Contains(user)).Reverse().ToList();
                var told = entry.For(user);
                Assert.Equal(others.Count, told?.Count ?? 0);
                if (told is null) continue;
                Assert.Equal(others[0].Text, told.Changes[0].Text);
                Assert.DoesNotContain(user, told.Authors);
                Assert.All(told.Changes, shown => Assert.Equal(
                    (authors[(int)shown.Number - 1], $"text {shown.Number}"), (shown.Author, shown.Text)));
                Assert.Equal(told.Changes.OrderByDescending(shown => shown.Number), told.Changes);
            }
        }));

    [Fact]
    public void What_names_somebody_neither_gathers_nor_is_gathered()
    {
        var (plain, named) = (Entry(new("ana", null, null)), Entry(new("ana", "bo", null)));

        Assert.True(plain.MayGather(plain));
        Assert.False(plain.MayGather(named));
        Assert.False(named.MayGather(plain));
        Assert.False(Entry(new("ana", null, "bo"), isNew: true).MayGather(plain));
        Assert.True(plain.MayGather(named.PartForFollowers(2)));
        Assert.False(plain.MayGather(plain with { Epoch = "other" }));
        Assert.False(plain.MayGather(plain with { Kind = "commented" }));
    }

    [Fact]
    public void Whoever_is_told_apart_is_not_told_by_the_part_for_followers_also_when_it_gathers()
    {
        var mention = Entry(new("ana", "bo", null)) with { Text = "look, @bo" };
        var gathered = mention.PartForFollowers(2).Gather(Entry(new("chi", null, null)) with { Number = 3, Text = "well" });

        Assert.Equal(("mentioned", "look, @bo"), (mention.PartForNamed().For("bo")!.Kind, mention.PartForNamed().For("bo")!.Changes[0].Text));
        Assert.Null(mention.PartForFollowers(2).For("bo"));
        Assert.Equal((1, "well"), (gathered.For("bo")!.Count, gathered.For("bo")!.Changes[0].Text));
        Assert.Equal((2, "well"), (gathered.For("dee")!.Count, gathered.For("dee")!.Changes[0].Text));
    }

    [Fact]
    public void However_many_gather_an_entry_keeps_the_latest_of_each_author_and_bounds_whom_it_counts_for()
    {
        var entry = Entry(new("bo", null, null)) with { Text = "the one by bo" };
        for (var n = 2; n <= 200; n++) entry = entry.Gather(Entry(new("ana", null, null)) with { Number = n, Text = $"text {n}" });

        Assert.Equal(20, entry.Gathered!.Latest.Length);
        Assert.Equal((1, "the one by bo"), (entry.For("ana")!.Count, entry.For("ana")!.Changes[0].Text));
        Assert.Equal(199, entry.For("bo")!.Count);
        for (var n = 0; n < 998; n++) entry = entry.Gather(Entry(new($"user-{n}", null, null)));
        Assert.False(entry.MayGather(Entry(new("one-more", null, null))));
        Assert.True(entry.MayGather(Entry(new("user-1", null, null))));
    }

    [Fact]
    public void To_be_mentioned_or_assigned_is_a_kind_of_its_own_and_to_be_an_assignee_is_not()
    {
        var entry = Entry(new("ana", null, null)) with { Mentions = ["bo"], Assigned = ["chi"], Assignees = ["chi", "dee"] };

        Assert.Equal(("mentioned", "mentioned"), What(entry, "bo"));
        Assert.Equal(("assigned", "assigned"), What(entry, "chi"));
        Assert.Equal(("changed", "assigned"), What(entry, "dee"));
        Assert.Equal(("changed", "following"), What(entry, "eve"));
        Assert.Null(entry.For("ana"));
    }

    [Fact]
    public void An_entry_of_before_there_were_assignees_is_still_delivered()
    {
        var row = new GrainRow("outbox", "1", """
            {"number":1,"epoch":"e","kind":"changed","authors":["ana"],"anonymous":false,"title":"t","fields":[],"text":null,"mentions":[],"at":"2026-01-01T00:00:00Z"}
            """);

        var entry = RowJson.Read<OutboxEntry>(row);

        Assert.Empty(entry.Named);
        Assert.Equal(("changed", "following"), What(entry, "bo"));
        Assert.True(entry.ForFollowers);
    }

    [Fact]
    public void An_entry_survives_storage()
    {
        var entry = Entry(new("ana", "bo", "chi"), isNew: true);

        var read = RowJson.Read<OutboxEntry>(new GrainRow("outbox", "1", RowJson.Write(entry)));

        Assert.Equal(["bo", "chi"], read.Named);
        Assert.Equal(["chi"], read.Assignees);
    }

    [Fact]
    public void What_gathered_survives_storage()
    {
        var entry = Entry(new("ana", null, null)).Gather(Entry(new("bo", null, null)) with { Number = 2, Text = "by bo" });

        var read = RowJson.Read<OutboxEntry>(new GrainRow("outbox", "1", RowJson.Write(entry)));

        Assert.Equal((2, "by bo"), (read.For("chi")!.Count, read.For("chi")!.Changes[0].Text));
        Assert.Equal(1, read.For("bo")!.Count);
    }

    private static (string Kind, string Reason) What(OutboxEntry entry, string user) => (entry.For(user)!.Kind, entry.For(user)!.Reason);

    private static OutboxEntry Entry(Case change, bool isNew = false) => new(
        1,
        "e",
        "changed",
        change.Author is { } author ? [author] : [],
        Anonymous: change.Author is null,
        "title",
        [],
        null,
        change.Mentioned is { } mentioned ? [mentioned] : [],
        DateTimeOffset.UnixEpoch)
    {
        Assigned = isNew && change.Assignee is { } added && added != change.Author ? [added] : [],
        Assignees = change.Assignee is { } assignee ? [assignee] : ImmutableArray<string>.Empty,
    };

    /// <param name="Author"><c>null</c>: a server, for nobody.</param>
    private sealed record Case(string? Author, string? Mentioned, string? Assignee);
}
