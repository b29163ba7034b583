using System.Text;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Storage;
using OrleansRealtime.Tests.Storage.PostgreSql;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains;

/// <summary>Pages of large rows end where their size does, and the next one goes on from there; each store stops reading in its own way.</summary>
public abstract class LargePagesTestsBase<TStore> : GrainTestsBase<TStore> where TStore : TestStore, new()
{
    private const int Comments = 80;

    // 30 KB of JSON.
    protected static readonly string LongText = new('\u8a9e', EntityComment.MaxTextLength);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Comments_come_each_once_and_in_order_however_large_they_are(bool forward)
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("{}"));
        await Task.WhenAll(Enumerable.Range(0, Comments).Select(i => grains.Entity().Mutate(Comment(i % 3 == 0 ? "short" : LongText))));

        var pages = new List<CommentPage>();
        for (long? next = forward ? 0 : null; pages.Count == 0 || next is not null; next = pages[^1].Next)
            pages.Add(await grains.Entity().Comments(forward ? next : null, forward ? null : next, 100));

        var ids = Enumerable.Range(1, Comments).Select(id => (long)id);
        Assert.Equal(forward ? ids : ids.Reverse(), pages.SelectMany(page => page.Comments).Select(comment => comment.Id));
        Assert.All(pages, page => Assert.InRange(page.Comments.Sum(comment => Encoding.UTF8.GetByteCount(comment.Text)), 0, GrainRowPage.MaxBytes));
        Assert.Equal(2, pages.Count);
    }
}

public sealed class PostgreSqlLargePagesTests : LargePagesTestsBase<PostgreSqlStore>;
