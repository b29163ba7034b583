using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Calls;

/// <summary>A call whose caller learns nothing.</summary>
internal sealed class OneWayCall(CallMethod method, GrainId target, object?[] arguments, ILogger logger) : Call(method, target, arguments)
{
    public override bool IsAbandoned => false;

    public override void Complete(Task work)
    {
        if (!work.IsCompletedSuccessfully)
        {
            CallLog.OneWayFailed(logger, Method, Target, work.Exception?.InnerException);
        }
    }

    public override void Reject(Exception reason) => CallLog.OneWayDropped(logger, Method, Target, reason.Message);

    protected override bool TryCancel(CancellationToken token) => false;
}
