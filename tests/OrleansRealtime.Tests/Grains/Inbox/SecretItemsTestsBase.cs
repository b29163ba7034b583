using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>A user with items about an entity that may be taken away.</summary>
public abstract class SecretItemsTestsBase : GrainTestsBase<SqliteStore>
{
    private protected static readonly EntityRef Secret = new("workitem", "secret");

    private protected ChangingAccess Access { get; } = new(Secret);

    // Items 1 and 2 are about the secret, of two kinds; 3 is not.
    private protected async Task<GrainsUnderTest> TwoOfTheSecretAsync()
    {
        var grains = await StartAsync(services =>
        {
            services.AddSingleton<IEntityAccess>(Access);
            // Time runs far ahead of whoever renews a lease.
            services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.LeaseDuration = TimeSpan.FromDays(1));
        });
        await NotifyAsync(grains, 1, "secret");
        await NotifyAsync(grains, 2, "secret", kind: "commented");
        await NotifyAsync(grains, 3, "open");
        return grains;
    }

    private protected static async Task<IEnumerable<long>> SeqsAsync(GrainsUnderTest grains, InboxFilter filter) =>
        (await grains.User("bo").Inbox(new(null, null, 50, filter))).Items.Select(item => item.Seq);

    private protected static async Task<(long Unread, long Unseen, long LastSeq)> CountsAsync(GrainsUnderTest grains)
    {
        var badge = await grains.User("bo").Badge();
        return (badge.Unread, badge.Unseen, badge.LastSeq);
    }

    private protected static async Task AskedToTheEndAsync(GrainsUnderTest grains) => await Waiting.UntilAsync(
        () => grains.Services.GetRequiredService<IGrainRows>().ReadAsync(
            new(InboxRows.StateName, "demo/user/bo"), InboxRows.Access, new(Limit: 10), TestContext.Current.CancellationToken).AsTask(),
        rows => rows.All(row => row.DueAt > grains.Time.GetUtcNow()),
        "the end of the asking");

    private protected static Task NotifyAsync(
        GrainsUnderTest grains, int n, string entity, string? kind = null, string? withheld = null, string user = "bo", bool endsLife = false) =>
        grains.User(user).Notify(new(
            $"source-{n}", 1, $"id-{n}", kind ?? $"kind-{n}", "following", $"item {n}", null, null, null, new("workitem", entity), [],
            grains.Time.GetUtcNow(), withheld, EndsLife: endsLife));
}
