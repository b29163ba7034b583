using Microsoft.Data.Sqlite;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Tests.Storage.Sqlite;

/// <summary>Who waits for the writer shares its next transaction, and nobody notices but by the time it takes.</summary>
public sealed class WriterGateTests
{
    private readonly PlayedTransaction _transaction = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_who_wait_share_the_next_transaction_and_each_gets_its_own_answer()
    {
        using var gate = new WriterGate(_transaction);
        var (first, go) = Held(gate);
        await first.Begun.Within("the first write");

        var others = Enumerable.Range(0, 20).Select(n => gate.RunAsync(() => Task.FromResult(n), Ct)).ToList();
        go.SetResult();

        Assert.Equal(Enumerable.Range(0, 20), await Task.WhenAll(others).Within("the others"));
        Assert.Equal(2, _transaction.Commits);
    }

    [Fact]
    public async Task One_transaction_carries_a_bounded_number_of_writes()
    {
        using var gate = new WriterGate(_transaction);
        var (first, go) = Held(gate);
        await first.Begun.Within("the first write");

        var others = Enumerable.Range(0, 130).Select(n => gate.RunAsync(() => Task.FromResult(n), Ct)).ToList();
        go.SetResult();
        await Task.WhenAll(others).Within("the others");

        Assert.Equal([1, 64, 64, 2], _transaction.Writes);
    }

    [Fact]
    public async Task One_that_fails_is_undone_alone()
    {
        using var gate = new WriterGate(_transaction);
        var (first, go) = Held(gate);
        await first.Begun.Within("the first write");

        var before = gate.RunAsync(() => Task.FromResult("before"), Ct);
        var bad = gate.RunAsync<string>(() => throw new InvalidDataException("bad"), Ct);
        var after = gate.RunAsync(() => Task.FromResult("after"), Ct);
        go.SetResult();

        Assert.Equal("before", await before.Within("the write before"));
        await Assert.ThrowsAsync<InvalidDataException>(() => bad.Within("the bad one"));
        Assert.Equal("after", await after.Within("the write after"));
        Assert.Equal(1, _transaction.Undone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_fails_and_shares_with_nobody_takes_the_transaction_along(bool storeGaveUp)
    {
        using var gate = new WriterGate(_transaction);
        _transaction.UndoFails = storeGaveUp;

        var bad = gate.RunAsync<string>(() => throw new InvalidDataException("bad"), Ct);

        await Assert.ThrowsAsync<InvalidDataException>(() => bad.Within("the bad one"));
        Assert.Equal("next", await gate.RunAsync(() => Task.FromResult("next"), Ct).Within("the next write"));
        Assert.Equal((1, storeGaveUp ? 0 : 1, storeGaveUp ? 1 : 0), (_transaction.Commits, _transaction.UndoneWhole, _transaction.Abandoned));
    }

    [Fact]
    public async Task A_commit_that_fails_fails_all_of_it_and_nobody_is_answered_before()
    {
        using var gate = new WriterGate(_transaction);
        var (first, go) = Held(gate);
        await first.Begun.Within("the first write");
        var together = Enumerable.Range(0, 3).Select(n => gate.RunAsync(() => Task.FromResult(n), Ct)).ToList();

        _transaction.CommitFails = commit => commit == 2;
        go.SetResult();

        foreach (var write in together) await Assert.ThrowsAsync<IOException>(() => write.Within("a write of the lost commit"));
        Assert.Equal("next", await gate.RunAsync(() => Task.FromResult("next"), Ct).Within("the next write"));
        Assert.Equal(1, _transaction.Abandoned);
    }

    [Fact]
    public async Task A_store_that_gives_up_the_transaction_fails_all_of_it_each_with_its_own_reason_if_it_has_one()
    {
        using var gate = new WriterGate(_transaction);
        var (first, go) = Held(gate);
        await first.Begun.Within("the first write");
        var innocent = gate.RunAsync(() => Task.FromResult(0), Ct);
        var bad = gate.RunAsync<int>(() => throw new InvalidDataException("bad"), Ct);

        _transaction.UndoFails = true;
        go.SetResult();

        await Assert.ThrowsAsync<IOException>(() => innocent.Within("the innocent one"));
        await Assert.ThrowsAsync<InvalidDataException>(() => bad.Within("the bad one"));
    }

    [Fact]
    public async Task What_runs_alone_runs_outside_of_any_transaction_and_in_its_turn()
    {
        using var gate = new WriterGate(_transaction);
        var (first, go) = Held(gate);
        await first.Begun.Within("the first write");

        var before = gate.RunAsync(() => Task.FromResult(_transaction.IsOpen), Ct);
        var alone = gate.RunAloneAsync(() => Task.FromResult(_transaction.IsOpen), Ct);
        var after = gate.RunAsync(() => Task.FromResult(_transaction.IsOpen), Ct);
        go.SetResult();

        var answers = await Task.WhenAll(before, alone, after).Within("all three");
        Assert.Equal([true, false, true], answers);
        Assert.Equal([1, 1, 1], _transaction.Writes);
    }

    [Fact]
    public async Task One_that_was_cancelled_while_it_waited_is_not_run()
    {
        using var gate = new WriterGate(_transaction);
        var (first, go) = Held(gate);
        await first.Begun.Within("the first write");
        using var cancel = new CancellationTokenSource();
        var ran = false;
        var cancelled = gate.RunAsync(() => Task.FromResult(ran = true), cancel.Token);

        await cancel.CancelAsync();
        go.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Within("the cancelled one"));
        Assert.False(ran);
    }

    [Fact]
    public async Task On_SQLite_a_conflict_and_a_broken_statement_leave_their_neighbours_in_the_same_transaction_alone()
    {
        using var test = new SqliteTestDatabase();
        var owner = new GrainRowOwner("note", "demo/note/1");
        await test.CommitAsync(owner, null, "one");
        using var go = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        var held = test.Database.WriteAsync(_ =>
        {
            begun.Release();
            go.Wait(Ct);
            return 0;
        }, Ct);
        await begun.WaitAsync(Ct).Within("the write that holds the others up");

        var broken = test.CommitAsync(new("note", null!), null, "of nobody", new GrainRow("key", "d", "1"));
        var good = test.CommitAsync(owner, 1, "two", new GrainRow("key", "a", "1"));
        var stale = test.CommitAsync(owner, 1, "three", new GrainRow("key", "b", "1"));
        var next = test.CommitAsync(owner, 2, "four", new GrainRow("key", "c", "1"));
        go.Set();
        await held.Within("the write that held the others up");

        await Assert.ThrowsAsync<SqliteException>(() => broken.Within("the broken one"));
        Assert.Equal(2, await good.Within("the good one"));
        Assert.Null(await stale.Within("the stale one"));
        Assert.Equal(3, await next.Within("the one onto its neighbour"));
        Assert.Equal((3, "four"), await test.ReadAsync(owner));
        Assert.Equal(["a", "c"], (await test.AllAsync(owner, "key")).Select(row => row.Id));
        Assert.Equal(["3"], test.Ask("SELECT CAST(Version AS text) FROM GrainState"));
    }

    /// <summary>A write that lets the others queue until the test lets it go.</summary>
    private static ((Task Begun, Task Ended) First, TaskCompletionSource Go) Held(WriterGate gate)
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var ended = gate.RunAsync(async () =>
        {
            begun.SetResult();
            await go.Task;
            return 0;
        }, Ct);
        return ((begun.Task, ended), go);
    }

    private sealed class PlayedTransaction : IWriteTransaction
    {
        private int _parts;

        public bool IsOpen { get; private set; }

        public int Commits { get; private set; }

        public int Undone { get; private set; }

        public int UndoneWhole { get; private set; }

        public int Abandoned { get; private set; }

        public bool UndoFails { get; set; }

        public Func<int, bool> CommitFails { get; set; } = _ => false;

        /// <summary>How many writes each commit carried.</summary>
        public List<int> Writes { get; } = [];

        public void Begin() => (IsOpen, _parts) = (true, 0);

        public void BeginPart() => _parts++;

        public void KeepPart()
        {
        }

        public void UndoPart()
        {
            if (UndoFails) throw new IOException("The test gives up the transaction.");
            Undone++;
        }

        public void Commit()
        {
            Commits++;
            Writes.Add(Math.Max(_parts, 1));
            if (CommitFails(Commits)) throw new IOException("The test loses a commit.");
            IsOpen = false;
        }

        public void Undo()
        {
            if (UndoFails) throw new IOException("The test gives up the transaction.");
            UndoneWhole++;
            IsOpen = false;
        }

        public void Abandon() => (IsOpen, Abandoned) = (false, Abandoned + 1);
    }
}
