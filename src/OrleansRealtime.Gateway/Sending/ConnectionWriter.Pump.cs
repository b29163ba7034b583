using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Gateway.Sending;

internal sealed partial class ConnectionWriter
{
    private async Task PumpAsync()
    {
        try
        {
            while (TakeNext(out var frame, out var mark, out var isLast))
            {
                frame ??= mark?.Next();
                if (frame is null) continue;
                await WriteAsync(frame);
                if (!isLast) continue;
                End();
                writer.Abort(_mayReturn);
                return;
            }
        }
        catch (Exception e)
        {
            // Nothing above throws as far as anybody knows; a connection with a hole in its frames must not live on.
            LogPumpFailed(e);
            End();
            writer.Abort(_mayReturn);
        }
    }

    private async ValueTask WriteAsync(Frame frame)
    {
        metrics.FrameWritten();
        using var activity = frame.Trace?.BeginWrite(frame.Name);
        var parts = writer.PartsOf(frame);
        for (var part = 0; part < parts; part++)
        {
            var write = writer.WriteAsync(frame, part);
            if (!write.IsCompletedSuccessfully) await WaitForRoomAsync(write);
        }
    }

    /// <summary>Takes what to write next: a goodbye before all, then the inbox in its order and its badge, then entities. False when there is
    /// nothing, and then the pump has stopped.</summary>
    private bool TakeNext(out Frame? frame, out PendingFrame? mark, out bool isLast)
    {
        (frame, mark, isLast) = (null, null, false);
        lock (_gate)
        {
            _writing = null;
            _written?.TrySetResult();
            _written = null;
            if (_isClosed) return _isRunning = false;
            if (_goodbye is { } goodbye)
            {
                (frame, isLast) = (Frame.Goodbye(goodbye), true);
                return true;
            }

            if (_inboxReset is not null)
            {
                (frame, _inboxReset) = (_inboxReset, null);
                return true;
            }

            if (_inbox?.TryDequeue(out frame) == true)
            {
                _inboxBytes -= frame!.Bytes;
                return true;
            }

            if (_badge is not null)
            {
                (frame, _badge) = (_badge, null);
                return true;
            }

            if (_marks?.TryDequeue(out mark) == true)
            {
                // From here on a change marks it again; that it is being written is noted before the frame is made.
                mark.IsQueued = false;
                _writing = mark;
                return true;
            }

            // A queue that was long once keeps its array; most connections are idle most of the time.
            if (_marks?.Count == 0 && _marks.Capacity > MaxIdleCapacity) _marks = null;
            return _isRunning = false;
        }
    }

    private const int MaxIdleCapacity = 32;

    private async Task WaitForRoomAsync(ValueTask write)
    {
        var writing = write.AsTask();
        metrics.Blocked();
        try
        {
            await writing.WaitAsync(options.WriteTimeout, time);
        }
        catch (TimeoutException)
        {
            LogTooSlow(options.WriteTimeout);
            // Should the socket move within the grace, the goodbye is the next frame; else the connection is cut, which ends the write.
            _ = CloseAsync(GoodbyeCodes.Slow);
            await writing;
        }
        finally
        {
            metrics.Unblocked();
        }
    }
}
