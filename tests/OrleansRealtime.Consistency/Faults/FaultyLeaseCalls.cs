using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>A process's joins, renewals and leaves: failing, answered in vain, or never answered.</summary>
internal sealed class FaultyLeaseCalls(Nemesis nemesis) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.Request.GetInterfaceType() == typeof(ILivePublisher) ? CallAsync(context) : context.Invoke();

    private async Task CallAsync(IOutgoingGrainCallContext context)
    {
        // Each of the three names the provider first and the stream second.
        var where = $"{context.MethodName.ToLowerInvariant()} {context.Request.GetArgument(1)}";
        switch (nemesis.Roll(where, (Fault.CallFailsBefore, 0.04), (Fault.CallFailsAfter, 0.04), (Fault.CallHangs, 0.01)))
        {
            case Fault.CallFailsBefore:
                throw new InvalidOperationException("The call fails.");
            case Fault.CallFailsAfter:
                await context.Invoke();
                throw new InvalidOperationException("The answer is lost.");
            case Fault.CallHangs:
                await context.Invoke();
                await new TaskCompletionSource().Task;
                break;
            default:
                await context.Invoke();
                break;
        }
    }
}
