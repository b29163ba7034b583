using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Feeds;

/// <summary>
/// What a process follows on behalf of its connections: one subscription and one state, however many hold it. Counted by
/// <see cref="FeedTable{TKey,TFeed}"/>; opened by the first holder, closed a while after the last one let go.
/// </summary>
internal abstract class Feed : IDisposable
{
    private int _holders;
    private long _releasedAt;
    private Task<bool>? _opening;

    protected Feed(GatewayOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        _releasedAt = time.GetTimestamp();
    }

    /// <summary>Guards the feed's state. Held for short synchronous work only; a connection's writer may be taken inside, never around it.</summary>
    protected Lock Gate { get; } = new();

    protected GatewayOptions Options { get; }

    protected TimeProvider Time { get; }

    protected bool IsClosed { get; private set; }

    /// <summary>Whether nobody gains from following on: there is nothing that a returning viewer would find.</summary>
    protected virtual bool IsWorthless => false;

    /// <summary>Subscribes and reads, once; false when that failed, and then the feed is closed.</summary>
    public Task<bool> OpenAsync()
    {
        lock (Gate) return _opening ??= Task.Run(OpenOnceAsync);
    }

    /// <summary>Whether the feed is open by then. One that is not may still open for others who wait for it.</summary>
    public async ValueTask<bool> OpenAsync(Deadline deadline)
    {
        try
        {
            return await deadline.WaitAsync(OpenAsync());
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Asks the grain when it was not heard of for too long.</summary>
    public abstract void Confirm();

    public bool TryHold()
    {
        lock (Gate)
        {
            if (IsClosed) return false;
            _holders++;
            return true;
        }
    }

    /// <returns>Whether the feed may be closed now.</returns>
    public bool Release()
    {
        lock (Gate)
        {
            _holders--;
            _releasedAt = Time.GetTimestamp();
            return _holders == 0 && IsWorthless;
        }
    }

    /// <summary>Closes the feed if nobody holds it and it lingered for long enough.</summary>
    public bool TryClose()
    {
        lock (Gate)
        {
            if (IsClosed) return true;
            if (_holders > 0 || (!IsWorthless && Time.GetElapsedTime(_releasedAt) < Options.Linger)) return false;
            IsClosed = true;
        }

        Dispose();
        return true;
    }

    /// <summary>Subscribes and reads the state; throws when that fails.</summary>
    protected abstract Task StartAsync();

    /// <summary>Ends the subscription in the background. Called once, when the feed has closed.</summary>
    public abstract void Dispose();

    protected abstract void OpeningFailed(Exception exception);

    private async Task<bool> OpenOnceAsync()
    {
        try
        {
            await StartAsync();
            return true;
        }
        catch (Exception e)
        {
            OpeningFailed(e);
            lock (Gate)
            {
                if (IsClosed) return false;
                IsClosed = true;
            }

            Dispose();
            return false;
        }
    }
}
