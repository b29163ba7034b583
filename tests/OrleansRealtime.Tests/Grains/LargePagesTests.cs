using System.Text;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains;

/// <summary>Large pages of each grain, and pages that nobody waits for any more.</summary>
public sealed class LargePagesTests : LargePagesTestsBase<SqliteStore>
{
    private const int Items = 120;

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(true, "odd")]
    [InlineData(false, "even")]
    public async Task Items_come_each_once_and_in_order_however_large_they_are(bool forward, string? kind)
    {
        await using var grains = await StartAsync();
        await Task.WhenAll(Enumerable.Range(1, Items).Select(i => grains.User("bo").Notify(Numbered(i))));

        var pages = new List<InboxPage>();
        for (long? next = forward ? 0 : null; pages.Count == 0 || next is not null; next = pages[^1].Next)
            pages.Add(await grains.User("bo").Inbox(new(forward ? null : next, forward ? next : null, 100, InboxFilter.All, kind)));

        var items = pages.SelectMany(page => page.Items).ToList();
        Assert.Equal(kind is null ? Items : Items / 2, items.Count);
        Assert.All(items, item => Assert.True(kind is null || item.Kind == kind));
        Assert.Equal(items.Select(item => item.Seq).Distinct().Order(), (forward ? items : items.Reverse<InboxItem>()).Select(item => item.Seq));
        Assert.All(pages, page => Assert.InRange(page.Items.Sum(item => Encoding.UTF8.GetByteCount(item.Body!)), 0, GrainRowPage.MaxBytes));
        Assert.InRange(pages.Count, 2, 4);
    }

    [Fact]
    public async Task Who_waits_no_more_for_a_page_need_not_wait_for_the_store()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("{}"));
        await grains.Entity().Mutate(Comment("one"));
        await grains.User("bo").Notify(Numbered(1));
        var (reading, held) = (Waiting.Signal(), Waiting.Signal());
        grains.Faults.BeforeRead = () =>
        {
            reading.TrySetResult();
            return held.Task;
        };

        await GivesUpAsync(token => grains.Entity().Comments(null, null, 10, token));
        await GivesUpAsync(token => grains.User("bo").Inbox(new(null, null, 10, InboxFilter.All), token));

        held.SetResult();
        Assert.Single((await grains.Entity().Comments(null, null, 10)).Comments);

        async Task GivesUpAsync(Func<CancellationToken, Task> read)
        {
            reading = Waiting.Signal();
            using var caller = new CancellationTokenSource();
            var page = read(caller.Token);
            await reading.Task.Within("the rows to be asked for");
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => page.Within("the end of the call"));
        }
    }

    private static string KindOf(long number) => number % 2 == 0 ? "even" : "odd";

    private static Notification Numbered(long number) => new(
        $"source-{number}", number, $"{number}", KindOf(number), "recipient", "title", LongText, null, null, null, [], DateTimeOffset.UnixEpoch);
}
