using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

/// <summary>What one statement commits: state and rows together, or nothing.</summary>
public abstract class GrainCommitTestsBase : DatabaseTestsBase
{
    [Fact]
    public async Task Rows_are_there_when_the_state_is()
    {
        var due = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

        await Test.CommitAsync(Owner, null, "one", new GrainRow("key", "b", "2"), new("key", "a", "1", due), new("outbox", "a", "3"));

        Assert.Equal((1, "one"), await Test.ReadAsync(Owner));
        Assert.Equal([new GrainRow("key", "a", "1", due), new GrainRow("key", "b", "2")], await Test.AllAsync(Owner, "key"));
        Assert.Equal([new GrainRow("outbox", "a", "3")], await Test.AllAsync(Owner, "outbox"));
    }

    [Fact]
    public async Task A_later_commit_upserts_and_deletes_its_rows_and_leaves_the_others()
    {
        await Test.CommitAsync(
            Owner, null, "one", new GrainRow("key", "a", "1", DateTimeOffset.UnixEpoch), new("key", "b", "1"), new("key", "c", "1"));

        await Test.CommitAsync(
            Owner, 1, "two", new GrainRow("key", "a", "2"), new("key", "b", null), new("key", "z", null), new("key", "d", "2"));

        Assert.Equal((2, "two"), await Test.ReadAsync(Owner));
        Assert.Equal([new GrainRow("key", "a", "2"), new("key", "c", "1"), new("key", "d", "2")], await Test.AllAsync(Owner, "key"));
    }

    [Fact]
    public async Task A_commit_without_rows_leaves_those_that_are_there()
    {
        await Test.CommitAsync(Owner, null, "one", new GrainRow("key", "a", "1"));

        await Test.CommitAsync(Owner, 1, "a text with \"rows\":[{\"collection\":\"key\",\"id\":\"b\",\"value\":1}] in it");

        Assert.Equal([new GrainRow("key", "a", "1")], await Test.AllAsync(Owner, "key"));
    }

    [Fact]
    public async Task Of_two_rows_with_one_name_in_one_commit_the_later_counts()
    {
        await Test.CommitAsync(
            Owner, null, "one",
            new GrainRow("key", "a", "1"), new("key", "b", null), new("key", "a", null), new("key", "b", "1"), new("key", "b", "2"));

        Assert.Equal([new GrainRow("key", "b", "2")], await Test.AllAsync(Owner, "key"));
    }

    [Fact]
    public async Task Rows_of_another_owner_are_never_touched()
    {
        var others = new[] { new GrainRowOwner("note", "demo/note/2"), new("user", "demo/note/1") };
        foreach (var other in others)
            await Test.CommitAsync(other, null, "other", new GrainRow("key", "a", "1"));

        await Test.CommitAsync(Owner, null, "one", new GrainRow("key", "a", "2"));
        await Test.CommitAsync(Owner, 1, "two", new GrainRow("key", "a", null));

        foreach (var other in others)
            Assert.Equal([new GrainRow("key", "a", "1")], await Test.AllAsync(other, "key"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1L)]
    [InlineData(3L)]
    public async Task A_commit_onto_another_version_answers_no_row_and_changes_nothing(long? version)
    {
        await Test.CommitAsync(Owner, null, "one");
        await Test.CommitAsync(Owner, 1, "two", new GrainRow("key", "a", "1"));

        Assert.Null(await Test.CommitAsync(Owner, version, "three", new GrainRow("key", "a", null), new GrainRow("key", "b", "1")));

        Assert.Equal((2, "two"), await Test.ReadAsync(Owner));
        Assert.Equal([new GrainRow("key", "a", "1")], await Test.AllAsync(Owner, "key"));
    }

    [Fact]
    public async Task A_version_of_a_state_that_is_not_there_is_a_conflict()
    {
        Assert.Null(await Test.CommitAsync(Owner, 1, "one", new GrainRow("key", "a", "1")));

        Assert.Equal((null, null), await Test.ReadAsync(Owner));
        Assert.Empty(await Test.AllAsync(Owner, "key"));
    }

    [Fact]
    public async Task Clearing_goes_on_with_the_version_and_leaves_the_rows()
    {
        await Test.CommitAsync(Owner, null, "one", new GrainRow("key", "a", "1"));

        Assert.Null(await Test.ClearAsync(Owner, 7));
        Assert.Equal(2, await Test.ClearAsync(Owner, 1));

        Assert.Equal((2, null), await Test.ReadAsync(Owner));
        Assert.Single(await Test.AllAsync(Owner, "key"));
        Assert.Null(await Test.CommitAsync(Owner, null, "late"));
        Assert.Equal(3, await Test.CommitAsync(Owner, 2, "again"));
    }

    [Fact]
    public Task A_value_with_half_a_surrogate_pair_is_refused_and_nothing_is_committed() =>
        A_row_that_cannot_be_stored_is_refused_and_nothing_is_committed("b", $"\"{'\ud83d'}\"");

    [Theory]
    [InlineData("", "1")]
    [InlineData("a\0b", "1")]
    [InlineData("b", "1,2")]
    [InlineData("b", "{")]
    public async Task A_row_that_cannot_be_stored_is_refused_and_nothing_is_committed(string id, string value)
    {
        await Test.CommitAsync(Owner, null, "one", new GrainRow("key", "a", "1"));

        await Assert.ThrowsAnyAsync<Exception>(() => Test.CommitAsync(Owner, 1, "two", new GrainRow("key", "c", "1"), new GrainRow("key", id, value)));

        Assert.Equal((1, "one"), await Test.ReadAsync(Owner));
        Assert.Equal([new GrainRow("key", "a", "1")], await Test.AllAsync(Owner, "key"));
        Assert.Equal(2, await Test.CommitAsync(Owner, 1, "three"));
    }

    [Fact]
    public async Task Many_commits_at_once_all_arrive()
    {
        var owners = Enumerable.Range(0, 200).Select(i => new GrainRowOwner("note", $"demo/note/{i}")).ToList();

        await Task.WhenAll(owners.Select(owner => Test.CommitAsync(owner, null, owner.GrainKey, new GrainRow("key", "a", "1"))));

        foreach (var owner in owners)
            Assert.Equal((1, owner.GrainKey), await Test.ReadAsync(owner));
    }
}
