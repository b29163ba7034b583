using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;
using OrleansRealtime.Client.Inbox;
using OrleansRealtime.Client.Notifications;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Client;

/// <summary>What a server calls, on the real one.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class CallersTests(WebServerApp app) : IAsyncDisposable
{
    private readonly ClientUnderTest _own = ClientUnderTest.Of(app);
    private readonly EntityRef _item = new("workitem", $"{Guid.NewGuid():n}");

    private RealtimeClient Client => _own.Client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _own.DisposeAsync();

    [Fact]
    public async Task An_entity_is_created_read_changed_and_deleted()
    {
        Assert.Null(await Client.GetAsync<WorkItem>(_item, Stop));
        var created = await Client.CreateAsync(_item, new WorkItem("one", 3, ["a", "b"]), cancellation: Stop);
        Assert.Equal((_item, 1, "one", 3), (created.Ref, created.Position.Version, created.Fields.Title, created.Fields.Rank));

        var patched = await Client.For("ana").PatchAsync<WorkItem>(_item, new { title = "two", rank = (int?)null }, cancellation: Stop);
        Assert.Equal((2, "two", null, "ana"), (patched.Position.Version, patched.Fields.Title, patched.Fields.Rank, patched.UpdatedBy));

        var read = await Client.GetAsync<WorkItem>(_item, Stop);
        Assert.Equal(patched.Position, read!.Position);
        Assert.Equal(["a", "b"], read.Fields.Labels!);

        var put = await Client.PutAsync(_item, new WorkItem("three"), new() { IfMatch = read.Position }, Stop);
        Assert.Equal((3, "three", null), (put.Position.Version, put.Fields.Title, put.Fields.Labels));

        await Client.DeleteAsync(_item, new() { IfMatch = put.Position }, Stop);
        Assert.Null(await Client.GetAsync<WorkItem>(_item, Stop));
        var gone = await Assert.ThrowsAsync<RealtimeException>(() => Client.DeleteAsync(_item, cancellation: Stop));
        Assert.Equal((ErrorCodes.NotFound, 404, false), (gone.Code, gone.Status, gone.OutcomeUnknown));
    }

    [Fact]
    public async Task A_condition_that_fails_says_where_the_entity_is_and_what_changed()
    {
        var one = await Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);
        var two = await Client.PatchAsync<WorkItem>(_item, new { title = "two" }, cancellation: Stop);

        var conflict = await Assert.ThrowsAsync<RealtimeException>(
            () => Client.PatchAsync<WorkItem>(_item, new { title = "three" }, new() { IfMatch = one.Position }, Stop));
        Assert.Equal((ErrorCodes.PositionConflict, 412, two.Position), (conflict.Code, conflict.Status, conflict.Position));
        Assert.Equal(["title"], conflict.ChangedFields!);
        Assert.Equal("The entity is not at the position that the request names.", conflict.Message);
        Assert.False(conflict.IsTemporary);

        var there = await Assert.ThrowsAsync<RealtimeException>(() => Client.CreateAsync(_item, new WorkItem("anew"), cancellation: Stop));
        Assert.Equal(ErrorCodes.PositionConflict, there.Code);
        var absent = await Assert.ThrowsAsync<RealtimeException>(
            () => Client.PutAsync(_item with { Id = $"{_item.Id}-absent" }, new WorkItem("one"), new() { IfExists = true }, Stop));
        Assert.Equal(ErrorCodes.PositionConflict, absent.Code);
    }

    [Theory]
    [InlineData(@"ACME\ana")]
    [InlineData("43?x=1#y")]
    [InlineData("a b%20+&=:@")]
    [InlineData("ä€😀")]
    [InlineData("...")]
    public async Task An_id_is_what_it_says(string id)
    {
        var item = new EntityRef("workitem", id);
        await Client.PutAsync(item, new WorkItem(id), cancellation: Stop);
        var read = await Client.GetAsync<WorkItem>(item, Stop);
        Assert.Equal((item, id), (read!.Ref, read.Fields.Title));
        Assert.Equal(id, (await Client.For(id).PatchAsync<WorkItem>(item, new { title = $"{Guid.NewGuid()}" }, cancellation: Stop)).UpdatedBy);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(@"\.")]
    [InlineData(@"\.\.")]
    [InlineData("a/b")]
    [InlineData(@"a\0")]
    [InlineData(@"\ud800")]
    [InlineData(@"a\udc00\ud800")]
    public async Task What_no_address_can_hold_is_refused_before_it_is_sent(string? written)
    {
        // An attribute cannot hold half a character.
        var id = written is null ? null : Regex.Unescape(written);
        var network = new FaultyNetwork();
        await using var own = ClientUnderTest.Of(app, network);
        var refused = await Assert.ThrowsAsync<RealtimeException>(() => own.Client.GetAsync<WorkItem>(new("workitem", id!), Stop));
        Assert.Equal(ErrorCodes.BadKey, refused.Code);
        Assert.Equal(ErrorCodes.BadUser, Assert.Throws<RealtimeException>(() => own.Client.For(id!)).Code);
        Assert.Equal(ErrorCodes.BadKey, (await Assert.ThrowsAsync<RealtimeException>(() => own.Client.Comments.ReadAsync(new("workitem", id!), cancellation: Stop))).Code);
        Assert.Empty(network.Sent);
    }

    [Fact]
    public async Task What_is_no_object_is_no_patch_and_a_key_is_visible_text()
    {
        var refused = await Assert.ThrowsAsync<RealtimeException>(() => Client.PatchAsync<WorkItem>(_item, "title", cancellation: Stop));
        Assert.Equal(ErrorCodes.BadBody, refused.Code);
        refused = await Assert.ThrowsAsync<RealtimeException>(() => Client.PatchAsync<WorkItem>(_item, new { }, new() { IdempotencyKey = "a\nb" }, Stop));
        Assert.Equal(ErrorCodes.BadIdempotencyKey, refused.Code);
    }

    [Fact]
    public async Task A_text_takes_no_more_room_than_it_has()
    {
        await Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);
        // 60 KB as they are, and 120 KB escaped; a body has 64 KiB.
        var title = new string('に', 20_000);
        Assert.Equal(title, (await Client.PatchAsync<WorkItem>(_item, new { title }, cancellation: Stop)).Fields.Title);
    }

    [Fact]
    public async Task The_applications_own_options_make_its_types_and_nothing_else()
    {
        await using var own = ClientUnderTest.Of(app, configure: options => options.Json = new() { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper });
        var made = await own.Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);
        Assert.Equal("one", made.Fields.Title);
        Assert.Equal("one", (await Client.GetAsync<JsonObject>(_item, Stop))!.Fields["TITLE"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_batch_answers_each_operation_by_itself()
    {
        var other = _item with { Id = $"{_item.Id}-2" };
        var results = await Client.BatchAsync(
        [
            BatchOperation.Put(_item, new WorkItem("one")),
            BatchOperation.Patch(_item, new { title = "two" }),
            BatchOperation.Patch(other, new { title = "two" }),
            BatchOperation.Delete(_item) with { IfMatch = new("nobody", 7) },
            BatchOperation.Put(other, new WorkItem("old")) with { Quiet = true, Actor = "bo", CreatedAt = DateTimeOffset.UtcNow.AddYears(-1) },
        ], cancellation: Stop);
        Assert.Equal([201, 200, 404, 412, 201], results.Select(result => result.Status));
        Assert.Equal([true, true, false, false, true], results.Select(result => result.IsSuccess));
        Assert.Equal([null, null, ErrorCodes.NotFound, ErrorCodes.PositionConflict, null], results.Select(result => result.Code));
        Assert.Equal(results[1].Position, results[3].Position);
        var imported = await Client.GetAsync<WorkItem>(other, Stop);
        Assert.Equal(("bo", true), (imported!.UpdatedBy, imported.CreatedAt < DateTimeOffset.UtcNow.AddDays(-300)));
    }

    [Fact]
    public async Task Comments_are_added_and_read_by_pages()
    {
        await Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);
        var ana = Client.For("ana");
        for (var n = 1; n <= 3; n++) Assert.Equal(n, (await ana.Comments.AddAsync(_item, $"comment {n}", ["bo"], cancellation: Stop)).Id);

        var newest = await ana.Comments.ReadAsync(_item, limit: 2, cancellation: Stop);
        Assert.Equal(["comment 3", "comment 2"], newest.Comments.Select(comment => comment.Text));
        var rest = await ana.Comments.ReadAsync(_item, before: newest.Next, cancellation: Stop);
        var first = Assert.Single(rest.Comments);
        Assert.Equal(("comment 1", "ana", 1L), (first.Text, first.Author, first.Id));
        Assert.Equal(["bo"], first.Mentions);
        Assert.Null(rest.Next);
    }

    [Fact]
    public async Task Followers_come_and_go()
    {
        await Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);
        await Client.Followers.AddAsync(_item, ["bo", "ana", "a,b"], cancellation: Stop);
        await Client.Followers.RemoveAsync(_item, "bo", Stop);
        var page = await Client.Followers.ReadAsync(_item, limit: 1, cancellation: Stop);
        Assert.Equal(["a,b"], page.Followers);
        Assert.Equal(["ana"], (await Client.Followers.ReadAsync(_item, page.Next, cancellation: Stop)).Followers);
    }

    [Fact]
    public async Task A_notification_is_in_the_inbox_and_is_marked()
    {
        var user = $"{Guid.NewGuid():n}";
        var inbox = Client.For(user).Inbox;
        var notification = new Notification([user, "b/o"], "deploy", "Version 7 is out") { Link = "/releases/7", Data = new { version = 7 }, Key = user };
        var receipt = await Client.Notifications.SendAsync(notification, cancellation: Stop);
        Assert.Equal([(user, true), ("b/o", false)], receipt.Recipients.Select(recipient => (recipient.User, recipient.IsAccepted)));

        var page = await Waiting.UntilAsync(() => inbox.ReadAsync(cancellation: Stop), page => page.Items.Count > 0, "the item");
        var item = Assert.Single(page.Items);
        Assert.Equal((receipt.Id, "deploy", "recipient", "/releases/7", 7), (item.Id, item.Kind, item.Reason, item.Link, item.Data!.Value.GetProperty("version").GetInt32()));
        Assert.Equal(1, page.Badge.Unread);
        Assert.Equal(0, (await inbox.MarkAsync(InboxMark.ReadUpTo(item.Seq), Stop)).Unread);
        Assert.Equal(0, (await inbox.ReadBadgeAsync(Stop)).Unread);
        Assert.Empty((await inbox.ReadAsync(new() { Filter = InboxFilter.Unread, Kind = "deploy" }, Stop)).Items);
        Assert.Equal(1, (await inbox.MarkAsync(InboxMark.Unread(item.Seq), Stop)).Unread);
        Assert.Equal(0, (await inbox.MarkAsync(InboxMark.Snoozed(DateTimeOffset.UtcNow.AddHours(1), item.Seq), Stop)).Unread);
        Assert.NotNull(Assert.Single((await inbox.ReadAsync(new() { Filter = InboxFilter.Snoozed }, Stop)).Items).SnoozedUntil);
    }

    [Fact]
    public async Task A_users_token_is_got_used_and_revoked()
    {
        var user = $"{Guid.NewGuid():n}";
        var issued = await Client.IssueTokenAsync(user, "Somebody", TimeSpan.FromMinutes(5), Stop);
        Assert.DoesNotContain(issued.Token, issued.ToString(), StringComparison.Ordinal);
        await using var own = ClientUnderTest.Of(app, configure: options => (options.ApiKey, options.Token) = (null, _ => new(issued.Token)));
        await own.Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);
        Assert.Equal(user, (await Client.GetAsync<WorkItem>(_item, Stop))!.UpdatedBy);
        Assert.Throws<InvalidOperationException>(() => own.Client.For("ana"));
        await Client.Access.RecheckAsync(_item, user, Stop);
        await Client.Access.RevokeAsync(user, Stop);
        var refused = await Assert.ThrowsAsync<RealtimeException>(() => own.Client.GetAsync<WorkItem>(_item, Stop));
        Assert.Equal((ErrorCodes.Unauthenticated, 401), (refused.Code, refused.Status));
    }

    [Fact]
    public async Task An_api_key_has_no_inbox_of_its_own() =>
        Assert.Equal(ErrorCodes.UserRequired, (await Assert.ThrowsAsync<RealtimeException>(() => Client.Inbox.ReadBadgeAsync(Stop))).Code);
}
