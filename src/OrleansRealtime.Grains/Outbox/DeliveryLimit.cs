using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Grains.Outbox;

/// <summary>
/// How many users a silo brings notifications to at once, of all the grains that tell many: what is under way stands between an edit and its own
/// commit. What is to be brought to one user goes in one turn, also what comes during it: the user's grain commits together what arrives while it
/// writes, so that twenty broadcasts to the same thousand users are far fewer than twenty thousand commits.
/// </summary>
internal sealed class DeliveryLimit(IOptions<StorageOptions> storage, TimeProvider time)
{
    /// <summary>6: one writer gains nothing from more, and each more lets edits wait.</summary>
    private const int OnSqlite = 6;

    /// <summary>16: they share a transaction of background writes, which is cheaper the more it holds.</summary>
    private const int OnPostgreSql = 16;

    /// <summary>How many deliveries one turn takes in; those after them have another turn. 64: without a bound a user who is told without end would
    /// never give the turn back.</summary>
    public const int MaxTogether = 64;

    /// <summary>What takes longer than this waits for another silo, and takes nobody's turn any more; nor does a turn take anything in after so long.
    /// 1 s: a commit takes some milliseconds.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<Turn> _waiting = [];

    /// <summary>The turn of each user that others may join: it waits or is under way.</summary>
    private readonly Dictionary<UserKey, Turn> _turns = [];

    private int _underWay;

    /// <summary>Users at once.</summary>
    public int AtOnce { get; } = storage.Value.Store == StorageOptions.Postgres ? OnPostgreSql : OnSqlite;

    /// <summary>Delivers when it is the user's turn. Turns come in the order of the calls that asked for them.</summary>
    public async Task RunAsync(UserKey user, Func<Task> deliver, CancellationToken cancellationToken)
    {
        var turn = Join(user);
        var delivery = Task.CompletedTask;
        try
        {
            await turn.Begun.WaitAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            delivery = deliver();
            // What is not over by then goes on without a turn.
            await delivery.WaitAsync(Longest, time, cancellationToken).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        finally
        {
            Leave(turn);
        }

        await delivery.WaitAsync(cancellationToken);
    }

    private Turn Join(UserKey user)
    {
        lock (_gate)
        {
            if (_turns.TryGetValue(user, out var turn) && turn.Taken < MaxTogether && !IsLong(turn))
            {
                turn.Taken++;
                turn.Present++;
                return turn;
            }

            turn = _turns[user] = new(user);
            if (_underWay == AtOnce) _waiting.Enqueue(turn);
            else Begin(turn);
            return turn;
        }
    }

    private void Leave(Turn turn)
    {
        lock (_gate)
        {
            turn.Present--;
            // Where all of a turn were stopped while it waited, it is passed over when it comes.
            if (turn.Present > 0 || turn.BegunAt is null) return;
            _underWay--;
            Forget(turn);
            while (_underWay < AtOnce && _waiting.TryDequeue(out var next))
            {
                if (next.Present > 0) Begin(next);
                else Forget(next);
            }
        }
    }

    private void Begin(Turn turn)
    {
        _underWay++;
        turn.Begin(time.GetTimestamp());
    }

    private void Forget(Turn turn)
    {
        if (_turns.TryGetValue(turn.User, out var latest) && latest == turn) _turns.Remove(turn.User);
    }

    private bool IsLong(Turn turn) => turn.BegunAt is { } begun && time.GetElapsedTime(begun) >= Longest;

    private sealed class Turn(UserKey user)
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public UserKey User => user;

        public Task Begun => _begun.Task;

        /// <summary>A timestamp; <c>null</c> while it waits.</summary>
        public long? BegunAt { get; private set; }

        /// <summary>The deliveries that it has taken in.</summary>
        public int Taken { get; set; } = 1;

        /// <summary>Those of them that are not over.</summary>
        public int Present { get; set; } = 1;

        public void Begin(long now)
        {
            BegunAt = now;
            _begun.SetResult();
        }
    }
}
