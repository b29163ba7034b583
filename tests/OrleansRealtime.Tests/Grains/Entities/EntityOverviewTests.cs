using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Tests.Grains.Outbox;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Entities;

/// <summary>An entity for those who look after it.</summary>
public sealed class EntityOverviewTests : GrainTestsBase<SqliteStore>
{
    [Fact]
    public async Task It_has_the_state_and_the_last_changes_the_newest_first()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"n":1}"""));
        await grains.Entity().Mutate(Patch("""{"n":2}"""));
        await grains.Entity().Mutate(Patch("""{"n":3}"""));

        var overview = await grains.Entity().Overview();

        Assert.Equal(3, overview.Reading.Snapshot!.Position.Version);
        Assert.Equal([3L, 2L], overview.Changes.Select(change => change.Version));
        Assert.Equal((0L, null), (overview.Owed, overview.OwedSince));
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_deleted_has_no_changes()
    {
        await using var grains = await StartAsync();
        Assert.Equal(EntityReading.NotThere, (await grains.Entity().Overview()).Reading);

        await grains.Entity().Mutate(Put("""{"n":1}"""));
        await grains.Entity().Mutate(Patch("""{"n":2}"""));
        await grains.Entity().Mutate(new(new DeleteEntity(), Precondition.None, null, null));

        var overview = await grains.Entity().Overview();
        Assert.Null(overview.Reading.Snapshot);
        Assert.NotNull(overview.Reading.DeletedAt);
        Assert.Empty(overview.Changes);
    }

    [Fact]
    public async Task What_is_not_delivered_is_owed_since_it_happened()
    {
        var access = new HeldAccess("bo");
        await using var grains = await StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IEntityAccess>(access)));
        await grains.Entity().Mutate(Put("""{"n":1}"""));
        await grains.Entity().Mutate(Follow("bo", follows: true));
        var happened = grains.Time.GetUtcNow();
        await grains.Entity().Mutate(Patch("""{"n":2}"""));
        await access.Asked;

        var overview = await grains.Entity().Overview();

        Assert.Equal((1L, happened), (overview.Owed, overview.OwedSince));
        access.Release();
    }

    [Fact]
    public void The_newest_changes_are_bounded_by_count_and_bytes()
    {
        var log = new ChangeLog(1_000, 10_000_000);
        for (var version = 2; version <= 100; version++) log.Add(Change(version, "x"));
        Assert.Equal((50, 100L, 51L), Shape(log));

        for (var version = 101; version <= 110; version++) log.Add(Change(version, new string('x', 100_000)));
        Assert.Equal((2, 110L, 109L), Shape(log));

        log.Add(Change(111, new string('x', 500_000)));
        Assert.Equal((1, 111L, 111L), Shape(log));

        static (int Count, long First, long Last) Shape(ChangeLog log) => log.Newest() is var newest ? (newest.Length, newest[0].Version, newest[^1].Version) : default;

        static EntityChange Change(long version, string text) =>
            new(version, JsonFields.Parse($$"""{"a":"{{text}}"}"""), null, DateTimeOffset.UnixEpoch, "ana");
    }
}
