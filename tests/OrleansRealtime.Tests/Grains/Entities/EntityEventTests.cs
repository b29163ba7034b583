using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Tests.Grains.Entities;

/// <summary>How an entity's commits become news, on a silo and on SQLite.</summary>
public class EntityEventTests
{
    [Fact]
    public async Task Mutations_that_share_a_commit_travel_together_as_one_event()
    {
        await using var grains = await GrainsUnderTest.StartAsync();
        await grains.Entity().Mutate(new(new PutFields(JsonFields.Empty), Precondition.None, null, null));
        var viewer = await grains.SubscribeAsync<EntityEvent>(LiveStreamNames.Entities, "demo/workitem/42");
        var held = grains.Faults.HoldNext();
        var first = grains.Entity().Mutate(Patch(0));
        await held.Reached.Task.Within("the first write to begin");

        var others = Enumerable.Range(1, 20).Select(n => grains.Entity().Mutate(Patch(n))).ToList();
        await grains.Entity().Read();
        held.Released.SetResult();
        await Task.WhenAll([first, .. others]).Within("all mutations");

        var alone = Assert.IsType<EntityChanged>(await viewer.NextAsync("the first commit's news"));
        Assert.Equal([2L], alone.Changes.Select(change => change.Version));
        var together = Assert.IsType<EntityChanged>(await viewer.NextAsync("the second commit's news"));
        Assert.Equal(Enumerable.Range(3, 20).Select(version => (long)version), together.Changes.Select(change => change.Version));
    }

    private static EntityCommand Patch(int n) => new(new PatchFields(JsonFields.Parse($$"""{"n":{{n}}}""")), Precondition.None, null, null);
}
