using System.Diagnostics;

namespace OrleansRealtime.Server.Telemetry;

/// <summary>Keeps calls between grains out of traces that are over: a loop that was started by a request, as one that delivers notifications, carries the
/// request's trace with it for as long as it lives. To stand before Orleans' propagation.</summary>
internal sealed class EndedTraces : IOutgoingGrainCallFilter
{
    // As Orleans' propagation writes them.
    private static readonly string[] Headers = ["traceparent", "tracestate"];

    public Task Invoke(IOutgoingGrainCallContext context) =>
        Activity.Current is { IsStopped: false } ? context.Invoke() : InvokeApartAsync(context);

    private static async Task InvokeApartAsync(IOutgoingGrainCallContext context)
    {
        // Both hold for this call alone.
        Activity.Current = null;
        foreach (var header in Headers) RequestContext.Remove(header);
        await context.Invoke();
    }
}
