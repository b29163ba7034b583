using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Tests.Grains.Inbox;

public class GroupingRulesTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    [InlineData(-299, true)]
    [InlineData(-300, false)]
    public void What_comes_within_the_window_of_the_first_belongs_to_it(int seconds, bool belongs)
    {
        var open = GroupingRules.Group(Item(1), Next(2, seconds: 60), 2);

        Assert.Equal(belongs, GroupingRules.BelongsTo(open, Next(3, seconds), Window));
        Assert.False(GroupingRules.BelongsTo(open, Next(3, seconds), TimeSpan.Zero));
    }

    [Fact]
    public void Another_kind_another_entity_or_none_stays_apart()
    {
        Assert.False(GroupingRules.BelongsTo(Item(1), Next(2) with { Kind = "commented" }, Window));
        Assert.False(GroupingRules.BelongsTo(Item(1), Next(2) with { Entity = new("workitem", "43") }, Window));
        Assert.False(GroupingRules.BelongsTo(Item(1), Next(2) with { Life = "another" }, Window));
        Assert.False(GroupingRules.BelongsTo(Item(1), Next(2) with { Life = null }, Window));
        Assert.False(GroupingRules.BelongsTo(Item(1) with { Entity = null }, Next(2) with { Entity = null }, Window));
    }

    [Fact]
    public void A_group_counts_names_the_latest_authors_first_and_says_what_it_stands_for()
    {
        var group = GroupingRules.Group(GroupingRules.Group(Item(1), Next(2, 10) with { Authors = ["chi"] }, 2), Next(3, 20), 3);

        Assert.Equal((3L, "id-3", "title 3", 3), (group.Seq, group.Id, group.Title, group.Count));
        Assert.Equal(["ana", "chi"], group.Authors);
        Assert.Equal([1L, 2L], group.Replaces);
        Assert.Equal(["id-3", "id-2", "id-1"], group.Changes!.Value.Select(change => change.Id));
        Assert.Equal((At(0), At(20)), (group.CreatedAt, group.UpdatedAt));
    }

    [Fact]
    public void What_comes_late_makes_a_group_no_older_than_its_latest_and_no_younger_than_its_first()
    {
        var group = GroupingRules.Group(Item(1), Next(2, 60), 2);
        Assert.Equal((At(0), At(60)), Times(GroupingRules.Group(group, Next(3, 30), 3)));
        Assert.Equal((At(-30), At(60)), Times(GroupingRules.Group(group, Next(3, -30), 3)));

        static (DateTimeOffset, DateTimeOffset) Times(InboxItem item) => (item.CreatedAt, item.UpdatedAt);
    }

    [Fact]
    public void However_much_is_grouped_the_item_stays_small()
    {
        var group = Item(1);
        for (var n = 2; n <= 1_000; n++) group = GroupingRules.Group(group, Next(n) with { Authors = [$"user-{n}"], Body = new('x', 4_000) }, n);

        Assert.Equal(1_000, group.Count);
        Assert.Equal((10, 100, 20), (group.Authors.Length, group.Replaces.Length, group.Changes!.Value.Length));
        Assert.Equal((900L, 999L), (group.Replaces[0], group.Replaces[^1]));
        Assert.All(group.Changes.Value, change => Assert.Equal(100, change.Body!.Length));
    }

    private static DateTimeOffset At(int seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);

    private static Notification Next(int n, int seconds = 0) => new(
        "source", n, $"id-{n}", "changed", "following", $"title {n}", null, null, null, new("workitem", "42"), ["ana"], At(seconds), Life: "e");

    private static InboxItem Item(int n) => new(
        n, $"id-{n}", "changed", "following", $"title {n}", null, null, null, new("workitem", "42"), ["ana"], 1, At(0), At(0), false, false, false, null, [], Life: "e");
}
