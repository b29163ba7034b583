using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace OrleansRealtime.Server.Hub;

/// <summary>What a client sends, and how long it has sent no whole message. SignalR takes those for dead that are silent after a ping, and never
/// those that do not ping at all.</summary>
internal sealed class ClientVoice(PipeReader input, TimeProvider time) : PipeReader
{
    private const byte MessageEnd = 0x1E;

    private long _listeningSince = time.GetTimestamp();
    // While the server is at work on what it heard, nobody else is silent.
    private volatile bool _hasHeard;

    /// <summary>How long the server has been waiting for a whole message; zero while it does not wait.</summary>
    public TimeSpan Silence => _hasHeard ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _listeningSince));

    /// <summary>Hears all that comes over a connection: a feature of it.</summary>
    public static ConnectionDelegate Hear(ConnectionDelegate next, TimeProvider time) => connection =>
    {
        var transport = connection.Transport;
        var voice = new ClientVoice(transport.Input, time);
        connection.Transport = new HeardTransport(voice, transport.Output);
        connection.Features.Set(voice);
        return next(connection);
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        Listen();
        var result = await input.ReadAsync(cancellationToken);
        NoteMessage(result.Buffer);
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        Listen();
        if (!input.TryRead(out result)) return false;
        NoteMessage(result.Buffer);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => input.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => input.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => input.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => input.CompleteAsync(exception);

    private void Listen()
    {
        if (!_hasHeard) return;
        Volatile.Write(ref _listeningSince, time.GetTimestamp());
        _hasHeard = false;
    }

    private void NoteMessage(ReadOnlySequence<byte> heard)
    {
        // A piece of a message is none: in pieces one could go on for ever.
        if (heard.PositionOf(MessageEnd) is not null) _hasHeard = true;
    }

    private sealed record HeardTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
