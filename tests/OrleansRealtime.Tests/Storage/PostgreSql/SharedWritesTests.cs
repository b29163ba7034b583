using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>Who waits for a transaction shares the next one, and nobody notices but by the time it takes.</summary>
public sealed class SharedWritesTests
{
    private readonly PlayedWriter _writer = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SharedWrites _writes;

    public SharedWritesTests() => _writes = new(_writer, _time);

    [Fact]
    public async Task Who_finds_a_place_has_a_transaction_alone_and_at_once()
    {
        var alone = Enumerable.Range(0, SharedWrites.MaxTransactions).Select(n => WriteAsync($"{n}")).ToList();

        Assert.Equal(["0", "1", "2", "3"], _writer.Begun);
        Assert.All(_writer.Open, transaction => Assert.Single(transaction.Keys));
        _writer.EndAll();
        Assert.Equal([2, 2, 2, 2], await Task.WhenAll(alone).Within("the writes"));
    }

    [Fact]
    public async Task Background_writes_have_places_of_their_own_and_share_them()
    {
        var background = Enumerable.Range(0, 20).Select(n => WriteAsync($"b{n}", isBackground: true)).ToList();
        Fill();

        Assert.Equal(["b0", "fill0", "fill1", "fill2", "fill3"], _writer.Begun);
        _writer.End("b0");
        await _writer.BegunAsync("b19");

        Assert.Equal(Enumerable.Range(1, 19).Select(n => $"b{n}"), _writer.Of("b1").Keys);
        var edit = WriteAsync("edit");
        _writer.End("fill0");
        await _writer.BegunAsync("edit");
        Assert.Equal(["edit"], _writer.Of("edit").Keys);
        _writer.EndAll();
        Assert.Equal(2, await edit.Within("the edit"));
        Assert.All(await Task.WhenAll(background).Within("the others"), answer => Assert.Equal(2, answer));
    }

    [Fact]
    public async Task All_who_wait_share_the_next_and_each_gets_its_own_answer()
    {
        var first = Fill();
        var others = Enumerable.Range(0, 20).Select(n => WriteAsync($"{n}", version: n)).ToList();

        _writer.End("fill0");
        await _writer.BegunAsync("19");

        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"{n}"), _writer.Of("0").Keys);
        Assert.All(others, other => Assert.False(other.IsCompleted));
        _writer.End("0");
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (int?)n), await Task.WhenAll(others).Within("the others"));
        _writer.EndAll();
        await Task.WhenAll(first).Within("the first");
    }

    [Fact]
    public async Task A_transaction_has_a_bounded_number_of_writes_and_of_bytes()
    {
        Fill();
        var small = Enumerable.Range(0, SharedWrites.MaxWrites + 1).Select(n => WriteAsync($"small{n}")).ToList();
        var large = Enumerable.Range(0, 3).Select(n => WriteAsync($"large{n}", bytes: SharedWrites.MaxBytes / 2)).ToList();

        _writer.EndAll();
        foreach (var key in (string[])["small0", "large0", "large2"]) await _writer.BegunAsync(key);

        Assert.Equal(SharedWrites.MaxWrites, _writer.Of("small0").Keys.Count);
        Assert.Equal(["small64", "large0"], _writer.Of("large0").Keys);
        Assert.Equal(["large1", "large2"], _writer.Of("large2").Keys);
        _writer.EndAll();
        await Task.WhenAll([.. small, .. large]).Within("all");
    }

    [Fact]
    public async Task One_that_is_passed_over_is_written_alone_and_nobody_waits_for_it()
    {
        Fill();
        var (before, locked, after) = (WriteAsync("before"), WriteAsync("locked"), WriteAsync("after"));
        _writer.PassesOver = key => key == "locked";
        _writer.EndAll();
        await _writer.BegunAsync("after");
        _writer.End("after");

        Assert.Equal([2, 2], await Task.WhenAll(before, after).Within("the others"));
        await _writer.BegunAsync("locked", times: 2);
        Assert.Equal(["locked"], _writer.Of("locked").Keys);
        Assert.False(locked.IsCompleted);
        // It takes up no place.
        var next = Fill("next");
        await _writer.BegunAsync("next3");
        _writer.EndAll();
        Assert.Equal(2, await locked.Within("the one that was locked"));
        await Task.WhenAll(next).Within("the next");
    }

    [Fact]
    public async Task One_that_the_server_refuses_fails_alone()
    {
        Fill();
        var (before, refused, after) = (WriteAsync("before"), WriteAsync("refused"), WriteAsync("after"));
        _writer.Refuses = key => key == "refused";
        _writer.EndAll();
        await _writer.BegunAsync("after");
        _writer.End("after");
        await _writer.BegunAsync("after", times: 2);
        _writer.EndAll();

        Assert.Equal([2, 2], await Task.WhenAll(before, after).Within("the others"));
        await Assert.ThrowsAsync<InvalidDataException>(() => refused.Within("the refused one"));
    }

    [Fact]
    public async Task A_connection_that_is_lost_fails_all_of_its_transaction_and_not_the_next()
    {
        Fill();
        var (one, two) = (WriteAsync("one"), WriteAsync("two"));
        _writer.EndAll();
        await _writer.BegunAsync("two");
        _writer.Of("two").Lose();

        await Assert.ThrowsAsync<IOException>(() => one.Within("one"));
        await Assert.ThrowsAsync<IOException>(() => two.Within("two"));
        var next = WriteAsync("next");
        _writer.EndAll();
        Assert.Equal(2, await next.Within("the next"));
    }

    [Fact]
    public async Task One_that_takes_too_long_takes_up_no_place_any_more()
    {
        var slow = Fill();
        var waiting = WriteAsync("waiting");
        Assert.DoesNotContain("waiting", _writer.Begun);

        _time.Advance(SharedWrites.MaxPlaceTime);
        await _writer.BegunAsync("waiting");

        _writer.End("waiting");
        Assert.Equal(2, await waiting.Within("who waited"));
        Assert.All(slow, write => Assert.False(write.IsCompleted));
        _writer.EndAll();
        Assert.Equal([2, 2, 2, 2], await Task.WhenAll(slow).Within("the slow ones"));
    }

    [Fact]
    public async Task Nobody_is_left_waiting_and_no_more_places_are_used_than_there_are()
    {
        var ended = new List<Task<int?>>();
        foreach (var round in Enumerable.Range(0, 200))
        {
            ended.AddRange(Enumerable.Range(0, round % 7).Select(n => WriteAsync($"{round}/{n}")));
            Assert.InRange(_writer.Open.Count, 0, SharedWrites.MaxTransactions);
            if (round % 3 == 0) _writer.EndAll();
        }

        var all = Task.WhenAll(ended);
        while (!all.IsCompleted)
        {
            _writer.EndAll();
            await Task.WhenAny(all, _writer.NextAsync()).Within("the next transaction");
        }

        Assert.All(ended, write => Assert.Equal(2, write.Result));
        Fill("again");
        await _writer.BegunAsync("again3");
    }

    /// <summary>Takes all places.</summary>
    private List<Task<int?>> Fill(string name = "fill") =>
        [.. Enumerable.Range(0, SharedWrites.MaxTransactions).Select(n => WriteAsync($"{name}{n}"))];

    private Task<int?> WriteAsync(string key, int version = 1, int bytes = 10, bool isBackground = false) =>
        _writes.WriteAsync(new("note", key, version, new byte[bytes], new([], isBackground)));

    /// <summary>Its transactions end when the test says so.</summary>
    private sealed class PlayedWriter : IStateWriter
    {
        private readonly Lock _gate = new();
        private readonly List<Transaction> _open = [];
        private readonly List<string> _begun = [];
        private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<string, bool> PassesOver { get; set; } = _ => false;

        public Func<string, bool> Refuses { get; set; } = _ => false;

        public List<Transaction> Open => Locked(() => _open.ToList());

        /// <summary>The keys of all that were begun, one each time.</summary>
        public IReadOnlyList<string> Begun => Locked(() => _begun.ToList());

        public Transaction Of(string key) => Open.Single(transaction => transaction.Keys.Contains(key));

        public void End(string key) => End(Of(key));

        public void EndAll()
        {
            foreach (var transaction in Open) End(transaction);
        }

        /// <summary>Ends when there is a transaction.</summary>
        public async Task NextAsync()
        {
            while (true)
            {
                Task change;
                lock (_gate)
                {
                    if (_open.Count > 0) return;
                    change = _change.Task;
                }

                await change;
            }
        }

        public async Task BegunAsync(string key, int times = 1)
        {
            while (true)
            {
                Task change;
                lock (_gate)
                {
                    if (_begun.Count(begun => begun == key) >= times) return;
                    change = _change.Task;
                }

                await change.Within($"{key} to begin");
            }
        }

        public async Task<int?> WriteAsync(StateWrite write)
        {
            await Begin([write]).Ended;
            return Refuses(write.GrainKey) ? throw new InvalidDataException("The test refuses it.") : write.Version!.Value + 1;
        }

        public async Task<IReadOnlyList<StateAnswer>> WriteTogetherAsync(IReadOnlyList<StateWrite> writes)
        {
            await Begin(writes).Ended;
            if (writes.Any(write => Refuses(write.GrainKey))) throw new InvalidDataException("The test refuses one of them.");
            return [.. writes.Select(write => PassesOver(write.GrainKey) ? new StateAnswer(true, null) : new StateAnswer(false, write.Version!.Value + 1))];
        }

        public bool ConcernsOneWrite(Exception failure) => failure is InvalidDataException;

        private void End(Transaction transaction)
        {
            lock (_gate) _open.Remove(transaction);
            transaction.End();
        }

        private Transaction Begin(IReadOnlyList<StateWrite> writes)
        {
            var transaction = new Transaction([.. writes.Select(write => write.GrainKey)]);
            lock (_gate)
            {
                _open.Add(transaction);
                _begun.AddRange(transaction.Keys);
                _change.SetResult();
                _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return transaction;
        }

        private T Locked<T>(Func<T> read)
        {
            lock (_gate) return read();
        }
    }

    private sealed class Transaction(IReadOnlyList<string> keys)
    {
        private readonly TaskCompletionSource _ended = new();

        public IReadOnlyList<string> Keys { get; } = keys;

        public Task Ended => _ended.Task;

        public void End() => _ended.TrySetResult();

        public void Lose() => _ended.TrySetException(new IOException("The test loses the connection."));
    }
}
