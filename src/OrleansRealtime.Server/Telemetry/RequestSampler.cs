using System.Diagnostics;
using OpenTelemetry.Trace;

namespace OrleansRealtime.Server.Telemetry;

/// <summary>Which traces are recorded: of what is asked over HTTP or the hub a share, and what goes with it. What the platform does by itself, as renewing
/// leases, begins no trace; and what goes on after a request has ended, because the request happened to start it, is no part of its trace.</summary>
/// <param name="ratio">The share, 0 to 1, of those whose caller did not decide.</param>
internal sealed class RequestSampler(double ratio) : Sampler
{
    private static readonly SamplingResult No = new(SamplingDecision.Drop);

    private readonly ParentBasedSampler _share = new(new TraceIdRatioBasedSampler(ratio));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        IsByItself(samplingParameters) || IsOfEnded(samplingParameters.ParentContext) ? No : _share.ShouldSample(samplingParameters);

    private static bool IsByItself(in SamplingParameters parameters) =>
        parameters.ParentContext.TraceId == default && !parameters.Name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);

    private static bool IsOfEnded(ActivityContext parent) =>
        Activity.Current is { IsStopped: true } ended && ended.SpanId == parent.SpanId;
}
