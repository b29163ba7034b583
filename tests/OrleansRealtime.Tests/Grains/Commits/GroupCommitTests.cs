using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains.Commits;

/// <summary>The one writer of a grain, with a storage that the test plays.</summary>
public sealed class GroupCommitTests
{
    private readonly PlayedState _storage = new();
    private readonly List<string> _committed = [];
    private readonly List<Exception> _failures = [];

    [Fact]
    public async Task One_operation_that_throws_fails_alone()
    {
        var commits = Commits();
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));

        var before = commits.RunAsync(batch => Append(batch, "b"));
        var bad = commits.RunAsync<string>(_ => throw new InvalidDataException("bad"));
        var after = commits.RunAsync(batch => Append(batch, "c"));
        held.SetResult();

        Assert.Equal("a", await first.Within("the first"));
        Assert.Equal("ab", await before.Within("the one before"));
        await Assert.ThrowsAsync<InvalidDataException>(() => bad.Within("the bad one"));
        Assert.Equal("abc", await after.Within("the one after"));
        Assert.Equal(["a", "abc"], _committed);
    }

    [Fact]
    public async Task One_whose_preparation_fails_is_not_applied_and_fails_alone()
    {
        var commits = Commits();
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));

        var bad = commits.RunAsync(batch => Append(batch, "b"), () => throw new IOException("nothing to read"));
        var after = commits.RunAsync(batch => Append(batch, "c"));
        held.SetResult();

        await first.Within("the first");
        await Assert.ThrowsAsync<IOException>(() => bad.Within("the bad one"));
        Assert.Equal("ac", await after.Within("the one after"));
    }

    [Fact]
    public async Task One_more_than_may_wait_is_refused_and_the_others_go_on()
    {
        var commits = Commits(maxWaiting: 2);
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));
        var waiting = new[] { commits.RunAsync(batch => Append(batch, "b")), commits.RunAsync(batch => Append(batch, "c")) };

        await Assert.ThrowsAsync<CommitOverloadException>(() => commits.RunAsync(batch => Append(batch, "d")));
        held.SetResult();

        await first.Within("the first");
        Assert.Equal(["ab", "abc"], await Task.WhenAll(waiting).Within("those that waited"));
        Assert.Equal("abcd", await commits.RunAsync(batch => Append(batch, "d")).Within("the one that came again"));
    }

    [Fact]
    public async Task One_write_carries_a_bounded_number_of_operations()
    {
        var commits = Commits();
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));

        var others = Enumerable.Range(0, 1_000).Select(_ => commits.RunAsync(batch => Append(batch, "b"))).ToList();
        held.SetResult();
        await first.Within("the first");
        await Task.WhenAll(others).Within("the others");

        Assert.Equal([1, 513, 1_001], _committed.Select(record => record.Length));
    }

    [Fact]
    public async Task What_changes_nothing_writes_nothing_and_is_answered_in_its_turn()
    {
        var commits = Commits();
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));
        var reading = commits.RunAsync(batch => batch.Record);

        Assert.False(reading.IsCompleted);
        held.SetResult();

        await first.Within("the first");
        Assert.Equal("a", await reading.Within("the one that reads"));
        Assert.Single(_committed);
    }

    [Fact]
    public async Task After_a_write_that_failed_all_who_waited_fail_and_nothing_more_is_taken()
    {
        var commits = Commits();
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));
        var behind = commits.RunAsync(batch => Append(batch, "b"));
        held.SetException(new IOException("The test fails the write."));

        await Assert.ThrowsAsync<CommitFailedException>(() => first.Within("the first"));
        await Assert.ThrowsAsync<CommitFailedException>(() => behind.Within("the one behind it"));
        await Assert.ThrowsAsync<CommitFailedException>(() => commits.RunAsync(batch => Append(batch, "c")));
        Assert.Empty(_committed);
        Assert.IsType<IOException>(Assert.Single(_failures));
        Assert.Null(commits.Committed);
    }

    private GroupCommit<string> Commits(int maxWaiting = 5_000) =>
        new(_storage, new(), "owner", maxWaiting, batch => _committed.Add(batch.Record!), _failures.Add);

    private static string Append(CommitBatch<string> batch, string text)
    {
        batch.Set(batch.Record + text);
        return batch.Record!;
    }

    private sealed class PlayedState : IPersistentState<StoredState<string>>
    {
        private Task _next = Task.CompletedTask;

        public StoredState<string> State { get; set; } = new();

        public string Etag => "";

        public bool RecordExists => true;

        /// <summary>The next write ends when the test says so.</summary>
        public TaskCompletionSource Hold()
        {
            var held = new TaskCompletionSource();
            _next = held.Task;
            return held;
        }

        public Task WriteStateAsync()
        {
            var write = _next;
            _next = Task.CompletedTask;
            return write;
        }

        public Task ReadStateAsync() => Task.CompletedTask;

        public Task ClearStateAsync() => Task.CompletedTask;
    }
}
