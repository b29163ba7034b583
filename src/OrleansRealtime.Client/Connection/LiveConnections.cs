namespace OrleansRealtime.Client.Connection;

/// <summary>One connection per user for whom anything is watched. The last one to let go closes it.</summary>
internal sealed class LiveConnections(int max) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lease> _leases = [];
    private readonly HashSet<Task> _closing = [];

    /// <param name="user">Empty where there is only one.</param>
    /// <exception cref="RealtimeException"><see cref="ErrorCodes.TooManyConnections"/></exception>
    public Lease Rent(string user, Func<LiveConnection> connect)
    {
        lock (_gate)
        {
            if (!_leases.TryGetValue(user, out var lease) || lease.Connection.IsOver)
            {
                if (lease is null && _leases.Count >= max)
                    throw new RealtimeException(ErrorCodes.TooManyConnections, $"There are {max} connections already, as many as MaxConnections allows.");
                _leases[user] = lease = new(this, user, connect());
            }

            lease.Holders++;
            return lease;
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Task> closing;
        lock (_gate)
        {
            closing = [.. _closing, .. _leases.Values.Select(lease => lease.Connection.DisposeAsync().AsTask())];
            _leases.Clear();
        }

        await Task.WhenAll(closing);
    }

    private void Return(Lease lease)
    {
        lock (_gate)
        {
            if (--lease.Holders > 0) return;
            if (_leases.GetValueOrDefault(lease.User) == lease) _leases.Remove(lease.User);
            var closing = lease.Connection.DisposeAsync().AsTask();
            _closing.Add(closing);
            _ = closing.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Forget(Task closed)
    {
        lock (_gate) _closing.Remove(closed);
    }

    /// <summary>One connection with all who hold it.</summary>
    internal sealed class Lease(LiveConnections owner, string user, LiveConnection connection) : IDisposable
    {
        public LiveConnection Connection => connection;

        public string User => user;

        public int Holders { get; set; }

        /// <summary>Called once by each who rented it.</summary>
        public void Dispose() => owner.Return(this);
    }
}
