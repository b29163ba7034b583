using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Gateway.Sending;

/// <summary>
/// What one connection is still to be told, and the one pump that tells it, which runs only while there is something. The pump waits for
/// the socket; nobody else ever waits for a slow connection. Everything in here is bounded: entities by their marks, the badge by keeping
/// the newest, notifications, by number and bytes, by replacing them by one <c>inboxReset</c>, and the socket's patience by
/// <see cref="GoodbyeCodes.Slow"/>.
/// </summary>
internal sealed partial class ConnectionWriter(
    IFrameWriter writer, GatewayOptions options, TimeProvider time, GatewayMetrics metrics, ILogger<ConnectionWriter> logger)
    : IThreadPoolWorkItem
{
    /// <summary>Missed changes that one connection's watches keep until they are written. 1 MiB: the log of 16 large entities; past it a
    /// viewer that comes back gets a state.</summary>
    private const long MaxBacklogBytes = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Queue<PendingFrame>? _marks;
    private Queue<Frame>? _inbox;
    private Frame? _inboxReset;
    private Frame? _badge;
    private GoodbyeCode? _goodbye;
    private PendingFrame? _writing;
    private TaskCompletionSource? _written;
    private long _backlogBytes;
    private long _inboxBytes;
    private bool _isRunning;
    private bool _isClosed;

    /// <summary>Unless a goodbye says otherwise: whatever else ends a connection is over when it comes back.</summary>
    private bool _mayReturn = true;

    /// <summary>Completes when nothing is written any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many frames wait: for a watch with changes one, however many they are.</summary>
    public int Pending
    {
        get
        {
            lock (_gate) return (_marks?.Count ?? 0) + (_inbox?.Count ?? 0) + (_inboxReset is null ? 0 : 1) + (_badge is null ? 0 : 1);
        }
    }

    /// <summary>Says that a frame is due; a second mark of the same thing before the first was met is the same one.</summary>
    public void Mark(PendingFrame mark)
    {
        if (TryMark(mark)) Queue();
    }

    /// <summary>As <see cref="Mark"/>, for whoever marks many.</summary>
    /// <returns>Whether the writer rested: then the caller has it <see cref="Pump"/>, or nothing more is ever written.</returns>
    public bool TryMark(PendingFrame mark)
    {
        lock (_gate)
        {
            if (mark.IsQueued || _isClosed) return false;
            mark.IsQueued = true;
            (_marks ??= new()).Enqueue(mark);
            return TryRun();
        }
    }

    /// <summary>Writes what waits, on this thread as long as the socket has room. Does not throw.</summary>
    public void Pump() => _ = PumpAsync();

    /// <summary>Takes one commit of the user's inbox: what came and what was marked, and the badge that counts it.</summary>
    /// <param name="lastSeq">The newest item, for when they are too many.</param>
    public void PostInbox(IReadOnlyList<Frame> frames, Frame badge, long lastSeq)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            var bytes = frames.Sum(frame => (long)frame.Bytes);
            if ((_inbox?.Count ?? 0) + frames.Count > options.MaxInboxFrames || _inboxBytes + bytes > options.MaxInboxBytes)
            {
                OverflowInbox(lastSeq);
                metrics.InboxOverflowed();
            }
            else if (frames.Count > 0)
            {
                _inbox ??= new();
                foreach (var frame in frames) _inbox.Enqueue(frame);
                _inboxBytes += bytes;
            }

            // Written after the queue before it, so it never counts what the client has not seen; an older one is not worth writing.
            _badge = badge;
            Run();
        }
    }

    /// <summary>Has the client read its inbox again: what happened to it is not known in detail.</summary>
    public void PostInboxReset(Frame badge, long lastSeq)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            OverflowInbox(lastSeq);
            _badge = badge;
            Run();
        }
    }

    /// <summary>Reserves room for missed changes that a watch keeps.</summary>
    public bool TryKeep(long bytes)
    {
        if (Interlocked.Add(ref _backlogBytes, bytes) <= MaxBacklogBytes) return true;
        Return(bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _backlogBytes, -bytes);

    /// <summary>Completes when no frame of this mark is being written; with a mark that gives none any more, no frame of it follows.</summary>
    public Task QuietAsync(PendingFrame mark)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_writing, mark)) return Task.CompletedTask;
            _written ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _written.Task;
        }
    }

    /// <summary>Says goodbye before anything else that waits, and closes the connection; cuts it when that takes too long.</summary>
    public async Task CloseAsync(GoodbyeCode code)
    {
        lock (_gate)
        {
            if (!_isClosed && _goodbye is null)
            {
                _goodbye = code;
                _mayReturn = code.ReconnectAfterMs is not null;
                metrics.Goodbye(code);
                Run();
            }
        }

        try
        {
            await Ended.WaitAsync(options.GoodbyeGrace, time);
        }
        catch (TimeoutException)
        {
            End();
            writer.Abort(_mayReturn);
        }
    }

    /// <summary>The connection is gone: lets go of everything.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isClosed = true;
            _marks = null;
            _inbox = null;
            (_inboxReset, _badge, _goodbye) = (null, null, null);
            _written?.TrySetResult();
        }

        _ended.TrySetResult();
    }

    private void OverflowInbox(long lastSeq)
    {
        (_inbox, _inboxBytes) = (null, 0);
        _inboxReset = Frame.InboxReset(lastSeq);
    }

    void IThreadPoolWorkItem.Execute() => Pump();

    /// <summary>Starts the pump unless it runs. Called inside the gate.</summary>
    private void Run()
    {
        if (TryRun()) Queue();
    }

    /// <returns>Whether the pump rested. From now on it runs, and whoever asked starts it.</returns>
    private bool TryRun()
    {
        if (_isRunning) return false;
        _isRunning = true;
        return true;
    }

    /// <summary>On the pool, because whoever marks has others to mark; in its common queue, so that those who were marked first are told
    /// first.</summary>
    private void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
}
