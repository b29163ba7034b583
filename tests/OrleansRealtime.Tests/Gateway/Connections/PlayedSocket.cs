using System.Threading.Channels;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Tests.Gateway.Connections;

/// <summary>A socket that the test reads from, and that takes nothing while the test does not let it.</summary>
internal sealed class PlayedSocket : IFrameWriter
{
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>();
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the connection was closed by the server.</summary>
    public Task Aborted => _aborted.Task;

    /// <summary>Completes when a frame waits in vain for room.</summary>
    public Task Full
    {
        get
        {
            lock (_gate) return _full.Task;
        }
    }

    public bool IsStalled
    {
        get
        {
            lock (_gate) return _room is not null;
        }
    }

    /// <summary>From now on frames are taken, and whoever writes one waits.</summary>
    public void Stall()
    {
        lock (_gate)
        {
            if (_room is not null) return;
            _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Drain()
    {
        lock (_gate)
        {
            _room?.SetResult();
            _room = null;
        }
    }

    /// <summary>Whether whoever was closed may come back.</summary>
    public bool MayReturn { get; private set; }

    /// <summary>Into how many messages each frame goes.</summary>
    public int Parts { get; set; } = 1;

    public int PartsOf(Frame frame) => Parts;

    public ValueTask WriteAsync(Frame frame, int part)
    {
        if (Aborted.IsCompleted) return ValueTask.CompletedTask;
        if (part == 0) _frames.Writer.TryWrite(frame);
        lock (_gate)
        {
            if (_room is null) return ValueTask.CompletedTask;
            _full.TrySetResult();
            return new(_room.Task);
        }
    }

    public void Abort(bool mayReturn)
    {
        MayReturn = mayReturn;
        _aborted.TrySetResult();
        Drain();
    }

    public Task<Frame> NextAsync(string what) => _frames.Reader.ReadAsync().AsTask().Within(what);

    /// <summary>The next frame's body.</summary>
    public async Task<T> NextAsync<T>()
    {
        var frame = await NextAsync($"a frame with {typeof(T).Name}");
        return Assert.IsType<T>(frame.Body);
    }

    public bool TryTake(out Frame? frame) => _frames.Reader.TryRead(out frame);
}
