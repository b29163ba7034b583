using System.Collections.Concurrent;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Grains;
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
    public async Task Of_one_that_throws_halfway_nothing_is_committed()
    {
        var commits = Commits();
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));

        var bad = commits.RunAsync<string>(batch =>
        {
            Append(batch, "b");
            batch.Add(new("row", "new", "1"));
            batch.Add(new("row", "kept", "2"));
            throw new InvalidDataException("bad");
        });
        var after = commits.RunAsync(batch =>
        {
            batch.Add(new("row", "kept", "1"));
            return Append(batch, "c");
        });
        held.SetResult();

        await first.Within("the first");
        await Assert.ThrowsAsync<InvalidDataException>(() => bad.Within("the bad one"));
        Assert.Equal("ac", await after.Within("the one after"));
        Assert.Equal([new GrainRow("row", "kept", "1")], _storage.State.Rows);
    }

    [Fact]
    public void What_is_committed_is_what_the_operations_that_returned_did() => Check.QuickThrowOnFailure(
        Prop.ForAll(Arb.From(OperationLists), operations => RunsLikeThoseThatReturned([.. operations])));

    [Fact]
    public async Task A_commit_is_in_the_trace_of_the_first_that_is_recorded_and_names_the_others_and_the_next_is_in_none_of_them()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GrainsTracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var during = new List<Activity?>();
        var commits = Commits(committed: _ => during.Add(Activity.Current));
        var held = _storage.Hold();
        var untraced = commits.RunAsync(batch => Append(batch, "a"));
        var (ana, first) = Traced("b");
        var (bo, second) = Traced("c");
        held.SetResult();
        await Task.WhenAll(untraced, first, second).Within("the commits");
        await commits.RunAsync(batch => Append(batch, "d")).Within("one that nobody traces");

        var commit = Assert.Single(ended, activity => activity.TraceId == ana.TraceId);
        Assert.Equal(ana.SpanId, commit.ParentSpanId);
        Assert.Equal(bo.Context, Assert.Single(commit.Links).Context);
        Assert.Equal([null, commit, null], during);

        (Activity Caller, Task<string> Answer) Traced(string text)
        {
            using var caller = new Activity(text).Start();
            caller.ActivityTraceFlags = ActivityTraceFlags.Recorded;
            return (caller, commits.RunAsync(batch => Append(batch, text)));
        }
    }

    [Fact]
    public async Task When_telling_of_a_commit_fails_all_in_it_are_answered_and_the_grain_starts_over()
    {
        var unresolved = new UnresolvedWrites();
        var commits = Commits(committed: _ => throw new InvalidOperationException("nobody to tell"), unresolved: unresolved);
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));
        var behind = commits.RunAsync(batch => Append(batch, "b"));
        held.SetResult();

        Assert.Equal("a", await first.Within("the one that is durable"));
        await Assert.ThrowsAsync<CommitFailedException>(() => behind.Within("the one behind it"));
        await Assert.ThrowsAsync<CommitFailedException>(() => commits.RunAsync(batch => Append(batch, "c")));
        Assert.Equal("nobody to tell", Assert.Single(_failures).InnerException!.Message);
        Assert.False(unresolved.Contains("owner"));
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
    public async Task One_that_no_store_can_hold_fails_alone()
    {
        var commits = Commits();
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));
        var bad = commits.RunAsync(batch =>
        {
            batch.Add(new("row", "a\0b", "1"));
            return Append(batch, "b");
        });
        var after = commits.RunAsync(batch => Append(batch, "c"));
        held.SetResult();

        await first.Within("the first");
        await Assert.ThrowsAsync<NotStorableException>(() => bad.Within("the bad one"));
        Assert.Equal("ac", await after.Within("the one after"));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task One_that_the_store_refuses_fails_alone_and_those_who_shared_its_write_are_committed()
    {
        _storage.Refused = "b";
        var unresolved = new UnresolvedWrites();
        var commits = Commits(unresolved: unresolved);
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));
        var prepared = 0;
        var before = commits.RunAsync(batch => Append(batch, "x"), () => Task.FromResult(++prepared));
        var bad = commits.RunAsync(batch => Append(batch, "b"));
        var after = commits.RunAsync(batch => Append(batch, "c"));
        held.SetResult();

        await first.Within("the first");
        Assert.Equal("ax", await before.Within("the one before"));
        await Assert.ThrowsAsync<NotStorableException>(() => bad.Within("the bad one"));
        Assert.Equal("axc", await after.Within("the one after"));
        Assert.Equal("axcd", await commits.RunAsync(batch => Append(batch, "d")).Within("a later one"));
        Assert.Equal(["a", "ax", "axc", "axcd"], _committed);
        Assert.Equal(2, prepared);
        Assert.Empty(_failures);
        Assert.False(unresolved.Contains("owner"));
    }

    [Fact]
    public async Task Those_who_share_a_commit_are_prepared_at_once()
    {
        var commits = Commits();
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));
        var turns = new[] { new TaskCompletionSource(), new TaskCompletionSource() };

        // Each waits for the other to have begun.
        var both = Enumerable.Range(0, 2).Select(n => commits.RunAsync(batch => Append(batch, $"{n}"), () =>
        {
            turns[n].SetResult();
            return turns[1 - n].Task;
        })).ToList();
        held.SetResult();

        await first.Within("the first");
        Assert.Equal(["a0", "a01"], await Task.WhenAll(both).Within("both"));
    }

    [Fact]
    public async Task One_more_than_may_wait_is_refused_and_the_others_go_on()
    {
        var commits = Commits(maxWaiting: 2);
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));
        var waiting = new[] { commits.RunAsync(batch => Append(batch, "b")), commits.RunAsync(batch => Append(batch, "c")) };

        await Assert.ThrowsAsync<CommitOverloadException>(() => commits.RunAsync(batch => Append(batch, "d")).Within("the refusal"));
        held.SetResult();

        await first.Within("the first");
        Assert.Equal(["ab", "abc"], await Task.WhenAll(waiting).Within("those that waited"));
        Assert.Equal("abcd", await commits.RunAsync(batch => Append(batch, "d")).Within("the one that came again"));
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, false)]
    public async Task A_write_is_a_background_one_when_all_operations_in_it_are(bool one, bool other, bool expected)
    {
        var commits = Commits();
        var held = _storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "a"));
        Assert.False(_storage.State.IsBackground);

        Task[] both = [commits.RunAsync(batch => Append(batch, "b"), isBackground: one), commits.RunAsync(batch => Append(batch, "c"), isBackground: other)];
        held.SetResult();

        await Task.WhenAll([first, .. both]).Within("the operations");
        Assert.Equal(expected, _storage.State.IsBackground);
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

    private static readonly Gen<Operation[]> OperationLists =
        (from letter in Gen.Choose('a', 'z')
         from rows in Gen.Choose(0, 5).ListOf()
         from throws in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
         select new Operation((char)letter, [.. rows], throws)).ListOf().Select(list => list.ToArray());

    private static bool RunsLikeThoseThatReturned(Operation[] operations)
    {
        var (all, expected) = (new PlayedState(), new PlayedState());
        RunAsync(all, operations).GetAwaiter().GetResult();
        RunAsync(expected, [.. operations.Where(operation => !operation.Throws)]).GetAwaiter().GetResult();
        return all.State.State == expected.State.State && all.State.Rows.OrderBy(row => row.Id).SequenceEqual(expected.State.Rows.OrderBy(row => row.Id));
    }

    // All of them behind a held write, so that they share the next.
    private static async Task RunAsync(PlayedState storage, Operation[] operations)
    {
        var commits = new GroupCommit<string>(storage, new(), "owner", 5_000, TestMetrics.Grains, _ => { }, _ => { });
        var held = storage.Hold();
        var first = commits.RunAsync(batch => Append(batch, "-"));
        var all = operations.Select(operation => commits.RunAsync(batch => operation.Apply(batch))).ToList();
        held.SetResult();
        await first.Within("the first");
        foreach (var (answer, operation) in all.Zip(operations))
        {
            if (operation.Throws) await Assert.ThrowsAsync<InvalidDataException>(() => answer.Within("one that throws"));
            else await answer.Within("one that returns");
        }
    }

    /// <summary>Throws between its last row and its record.</summary>
    private sealed record Operation(char Letter, int[] Rows, bool Throws)
    {
        public string Apply(CommitBatch<string> batch)
        {
            var before = batch.Record;
            batch.Set(before + "half");
            foreach (var row in Rows) batch.Add(new("row", $"{row}", $"\"{Letter}{before}\""));
            if (Throws) throw new InvalidDataException("halfway");
            batch.Set(before + Letter);
            return batch.Record!;
        }
    }

    private GroupCommit<string> Commits(
        int maxWaiting = 5_000, Action<CommitBatch<string>>? committed = null, UnresolvedWrites? unresolved = null) =>
        new(_storage, unresolved ?? new(), "owner", maxWaiting, TestMetrics.Grains, committed ?? (batch => _committed.Add(batch.Record!)), _failures.Add);

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

        /// <summary>The store refuses each record that has this in it.</summary>
        public string? Refused { get; set; }

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
            if (Refused is not null && State.State!.Contains(Refused, StringComparison.Ordinal)) throw new InvalidOperationException("As Orleans wraps it.", new NotStorableException("refused"));
            var write = _next;
            _next = Task.CompletedTask;
            return write;
        }

        public Task ReadStateAsync() => Task.CompletedTask;

        public Task ClearStateAsync() => Task.CompletedTask;
    }
}
