using OrleansRealtime.Contracts;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>How many items may still be refused to each user, over all connections of this process. What is watched is bounded by being there;
/// what is refused leaves nothing, and each costs a question to the application or to a grain. An allowance comes back with time.</summary>
internal sealed class RefusalAllowance(GatewayOptions options, TimeProvider time)
{
    /// <summary>So many users are kept before those are looked for whose allowance is whole again: 100 KB.</summary>
    private const int KeptAnyway = 1_024;

    private readonly Lock _gate = new();
    private readonly Dictionary<UserKey, Debt> _debts = [];
    private int _sweepAbove = KeptAnyway;

    /// <summary>Whether nothing more is to be asked for on behalf of this user.</summary>
    public bool IsSpent(UserKey user)
    {
        lock (_gate) return Owed(user) > options.MaxRefusals - 1;
    }

    /// <summary>Counts an item that was refused.</summary>
    public void Spend(UserKey user)
    {
        lock (_gate)
        {
            if (_debts.Count >= _sweepAbove) Sweep();
            _debts[user] = new(Owed(user) + 1, time.GetTimestamp());
        }
    }

    private double Owed(UserKey user) => _debts.TryGetValue(user, out var debt) ? Owed(debt) : 0;

    private double Owed(Debt debt) => Math.Max(0, debt.Refused - (time.GetElapsedTime(debt.At).TotalSeconds * options.RefusalsPerSecond));

    private void Sweep()
    {
        foreach (var (user, debt) in _debts)
        {
            if (Owed(debt) <= 0) _debts.Remove(user);
        }

        // The next sweep comes after as many new users as were left: it costs each of them one look.
        _sweepAbove = Math.Max(KeptAnyway, 2 * _debts.Count);
    }

    /// <param name="Refused">How many were, less those that had come back by then.</param>
    private readonly record struct Debt(double Refused, long At);
}
