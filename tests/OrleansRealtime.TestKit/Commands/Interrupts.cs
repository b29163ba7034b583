using System.Runtime.InteropServices;

namespace OrleansRealtime.TestKit.Commands;

/// <summary>Ctrl-C and TERM: the first lets a command end by itself and take along what it started, the second ends at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Action _exit;
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    /// <param name="exit">Ends the process.</param>
    public Interrupts(Action exit)
    {
        _exit = exit;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take)];
    }

    public CancellationToken Stop => _stop.Token;

    public void Interrupt()
    {
        if (Interlocked.Increment(ref _count) > 1) _exit();
        else _stop.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Interrupt();
    }
}
