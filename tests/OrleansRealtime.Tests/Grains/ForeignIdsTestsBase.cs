using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Storage;
using OrleansRealtime.Tests.Storage.PostgreSql;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains;

/// <summary>What is named by others, and what no store can hold, on each store.</summary>
public abstract class ForeignIdsTestsBase<TStore> : GrainTestsBase<TStore> where TStore : TestStore, new()
{
    /// <summary>As identity providers and data make them; pairs that one or the other reader might take for the same.</summary>
    private static readonly string[] Ids =
    [
        "ana@acme.com", "auth0|5f7c8", "ACME\\ana", "acme\\ana", "urn:u:1", "a+b", "a b", "+", "42", "42+a", "%2e%2e", "a%2Fb", "...", "jürgen",
        "ju\u0308rgen", "😀", "'; --", "\"", "~", "\\u0000", new string('ж', 128), "{\"a\":1}", "$", "?", "#", ":batch",
    ];

    [Fact]
    public async Task Entities_and_users_of_any_names_keep_apart_and_are_there_after_a_restart()
    {
        await using var grains = await StartAsync();
        foreach (var id in Ids)
        {
            await grains.Entity(id).Mutate(Put($$"""{"title":{{System.Text.Json.JsonSerializer.Serialize(id)}}}"""));
            await grains.Entity(id).Mutate(Follow(id, true));
            await grains.User(id).Notify(Numbered("source", 1, id));
        }

        await grains.RestartAsync();

        foreach (var id in Ids)
        {
            var read = (await grains.Entity(id).Read()).Snapshot!;
            Assert.Equal(id, System.Text.Json.JsonSerializer.Deserialize<string>(read.Fields["title"]!));
            Assert.Equal([id], (await grains.Entity(id).Followers(null, 10)).Followers);
            Assert.Equal(id, Assert.Single((await grains.User(id).Inbox(new(null, null, 50, InboxFilter.Active))).Items).Title);
        }
    }

    [Fact]
    public async Task What_no_store_can_hold_fails_alone_and_harms_nobody_elses_commit()
    {
        await using var grains = await StartAsync();
        var ana = grains.User("ana");
        await ana.Notify(Numbered("source", 1, "first"));
        var marks = new List<Task<MarkOutcome>>();
        var bad = new List<Task>();
        for (var i = 0; i < 40; i++)
        {
            marks.Add(ana.Mark(new(i % 2 == 0 ? MarkAs.Read : MarkAs.Unread, [1], null, null), null));
            bad.Add(ana.Notify(Numbered($"key/a\0{i}", 1, "never")));
        }

        foreach (var one in bad) await Assert.ThrowsAsync<NotStorableException>(() => one.Within("a refusal"));
        Assert.All(await Task.WhenAll(marks).Within("the marks"), mark => Assert.Null(mark.Error));
        Assert.Equal(1, (await ana.Badge()).LastSeq);
    }

    [Fact]
    public async Task A_broadcast_that_cannot_be_stored_is_given_up_at_once_and_the_next_is_delivered()
    {
        await using var grains = await StartAsync();

        var told = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        await grains.Broadcast("bad").Submit(new(["bo"], "news", "bad", null, null, null, null, "a\0b", null), "same");
        await grains.Broadcast("good").Submit(new(["bo"], "news", "good", null, null, null, null, "good", null), "same");

        Assert.Equal("good", Assert.Single((await told.NextAsync("the good one")).Items).Title);
        // What is delivered is forgotten in a day; what is not is due in seconds.
        var rows = grains.Services.GetRequiredService<IGrainRows>();
        await Waiting.UntilAsync(
            async () => await rows.DueOwnersAsync(grains.Time.GetUtcNow() + TimeSpan.FromHours(1), null, 10), due => due.Count == 0, "the end of both deliveries");
    }

    private static Notification Numbered(string source, long number, string title) => new(
        source, number, $"{number}", "news", "recipient", title, null, null, null, null, [], DateTimeOffset.UnixEpoch);
}

public sealed class SqliteForeignIdsTests : ForeignIdsTestsBase<SqliteStore>;

public sealed class PostgreSqlForeignIdsTests : ForeignIdsTestsBase<PostgreSqlStore>;
