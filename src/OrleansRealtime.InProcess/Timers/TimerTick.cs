using Orleans.Runtime;
using OrleansRealtime.InProcess.Calls;

namespace OrleansRealtime.InProcess.Timers;

/// <summary>A timer's tick, waiting its turn like a call. The same one serves every tick: the next is sent when this one is done.</summary>
internal sealed class TimerTick(GrainTimer timer, GrainTimerCreationOptions options) : Message
{
    public override GrainId Target => timer.GrainId;

    public override bool AlwaysInterleave => options.Interleave;

    public override bool LocalOnly => true;

    public override bool KeepAlive => options.KeepAlive;

    public override bool IsAbandoned => timer.IsDisposed;

    public override Task Begin(object target)
    {
        try
        {
            return timer.TickAsync();
        }
#pragma warning disable CA1031 // The timer logs it and goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromException(exception);
        }
    }

    public override void Complete(Task work) => timer.Ticked(work.Exception?.InnerException);

    public override void Reject(Exception reason)
    {
    }
}
