using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>Much happens while deliveries wait: whoever is named is told who named them and with what words, and everything is counted.</summary>
public sealed class BurstTests : GrainTestsBase<SqliteStore>
{
    private const string Bo = "bo";
    private readonly HeldAccess _access = new(Bo);

    [Fact]
    public async Task An_assignment_names_who_assigned_also_when_a_rule_edits_right_after()
    {
        await using var grains = await BusyAsync();

        await grains.Entity().Mutate(Patch("""{"assignee":"bo"}""", actor: "ana"));
        await grains.Entity().Mutate(Patch("""{"labels":["triaged"]}""", actor: null));
        await grains.Entity().Mutate(Patch("""{"rank":1}""", actor: "robot"));

        var assigned = Assert.Single(await ItemsAsync(grains, of: 3), item => item.Kind == "assigned");
        Assert.Equal(("assignee changed", 1), (assigned.Body, assigned.Count));
        Assert.Equal(["ana"], assigned.Authors);
    }

    [Fact]
    public async Task A_mention_in_a_burst_carries_its_own_words_and_author_and_the_rest_is_counted()
    {
        await using var grains = await BusyAsync();

        for (var n = 1; n <= 45; n++)
        {
            var mentions = n == 30 ? new[] { Bo } : [];
            await grains.Entity().Mutate(Comment($"comment {n}", actor: n == 30 ? "chi" : $"writer-{n % 3}", mentions: mentions));
        }

        var items = await ItemsAsync(grains, of: 45);
        var mention = Assert.Single(items, item => item.Kind == "mentioned");
        Assert.Equal(("comment 30", 1), (mention.Body, mention.Count));
        Assert.Equal(["chi"], mention.Authors);
        var comments = Assert.Single(items, item => item.Kind == "commented");
        Assert.Equal((44, "comment 45", 20), (comments.Count, comments.Body, comments.Changes!.Value.Length));
        Assert.All(comments.Changes!.Value, change => Assert.Equal(
            [$"writer-{int.Parse(change.Body!["comment ".Length..], System.Globalization.CultureInfo.InvariantCulture) % 3}"], change.Authors));
    }

    [Fact]
    public async Task One_is_not_counted_for_what_one_did_oneself_nor_among_the_authors()
    {
        await using var grains = await BusyAsync();

        for (var n = 1; n <= 40; n++) await grains.Entity().Mutate(Comment($"comment {n}", actor: n % 2 == 0 ? Bo : "ana"));

        var comments = Assert.Single(await ItemsAsync(grains, of: 20), item => item.Kind == "commented");
        Assert.Equal((20, "comment 39"), (comments.Count, comments.Body));
        Assert.Equal(["ana"], comments.Authors);
    }

    [Fact]
    public async Task What_names_somebody_is_refused_when_too_much_waits_and_everything_else_is_not()
    {
        await using var grains = await BusyAsync();
        var assignments = Enumerable.Range(0, 1_100).Select(n => grains.Entity().Mutate(Comment($"{n}", actor: "ana", mentions: Bo)));

        var outcomes = await Task.WhenAll(assignments).Within("the comments");

        Assert.Contains(outcomes, outcome => outcome.Error == "overloaded");
        Assert.Equal("overloaded", (await grains.Entity().Mutate(Patch("""{"assignee":"dee"}""", actor: "ana"))).Error);
        Assert.Null((await grains.Entity().Mutate(Patch("""{"n":1}""", actor: "ana"))).Error);
        Assert.Null((await grains.Entity().Mutate(Comment("well", actor: "ana"))).Error);
        _access.Release();
    }

    [Fact]
    public async Task Who_only_follows_is_told_of_what_names_others_together_with_what_else_waits()
    {
        await using var grains = await BusyAsync();

        for (var n = 1; n <= 100; n++) await grains.Entity().Mutate(Comment($"comment {n}", actor: "ana", mentions: "chi"));

        var comments = Assert.Single(await ItemsAsync(grains, of: 100));
        Assert.Equal(("commented", 100, "comment 100"), (comments.Kind, comments.Count, comments.Body));
        // 15 one by one beside the one that is being delivered, one for all the rest, and perhaps that first one.
        Assert.InRange((await grains.User(Bo).Badge()).LastSeq, 16, 17);
    }

    // Bo follows, and the first who is to be told keeps all others waiting.
    private async Task<GrainsUnderTest> BusyAsync()
    {
        var grains = await StartAsync(services => services.AddSingleton<IEntityAccess>(_access));
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        await grains.Entity().Mutate(Follow("a-first", true));
        await grains.Entity().Mutate(Patch("""{"first":1}""", actor: "zoe"));
        await _access.Asked.Within("the first delivery");
        await grains.Entity().Mutate(Follow(Bo, true));
        return grains;
    }

    private Task<IReadOnlyList<InboxItem>> ItemsAsync(GrainsUnderTest grains, int of)
    {
        _access.Release();
        return Waiting.UntilAsync<IReadOnlyList<InboxItem>>(
            async () => [.. (await grains.User(Bo).Inbox(new(null, null, 100, InboxFilter.All))).Items.Where(item => item.Body != "first changed")],
            items => items.Sum(item => item.Count) >= of,
            $"notifications of {of} events");
    }
}
