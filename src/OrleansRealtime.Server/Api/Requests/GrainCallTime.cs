namespace OrleansRealtime.Server.Api.Requests;

/// <summary>Ends the waiting for a grain when the time of the REST call that asked it is over: what is in flight to a silo that dies does not fail
/// by itself. Grains that call grains wait as they like.</summary>
internal sealed class GrainCallTime : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.SourceContext is null && CallTime.Current is { } time ? time.WaitAsync(context.Invoke()) : context.Invoke();
}
