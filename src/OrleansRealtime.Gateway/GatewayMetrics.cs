using System.Diagnostics.Metrics;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Gateway;

/// <summary>What a gateway counts: meter <c>OrleansRealtime.Gateway</c>.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "OrleansRealtime.Gateway";

    private readonly Meter _meter;
    private readonly UpDownCounter<int> _connections;
    private readonly UpDownCounter<int> _blocked;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _repairs;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _goodbyes;
    private readonly Counter<long> _inboxResets;
    private readonly Counter<long> _refusedCalls;
    private readonly Counter<long> _repeatedCalls;

    public GatewayMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _connections = _meter.CreateUpDownCounter<int>("gateway.connections", description: "Hub connections");
        _blocked = _meter.CreateUpDownCounter<int>("gateway.connections.blocked", "{connection}", "Connections whose socket has no room for the frame that is written to it");
        _frames = _meter.CreateCounter<long>("gateway.frames", description: "Frames written to connections");
        _repairs = _meter.CreateCounter<long>("gateway.repairs", description: "Questions to grains that found something missing");
        _dropped = _meter.CreateCounter<long>("gateway.news.dropped", description: "Events that were known already");
        _goodbyes = _meter.CreateCounter<long>("gateway.goodbyes", description: "Connections that the server closed, by code");
        _inboxResets = _meter.CreateCounter<long>("gateway.inbox.resets", description: "Times that waiting notifications became one reset");
        _refusedCalls = _meter.CreateCounter<long>("gateway.calls.refused", description: "Calls of clients that were refused, by code");
        _repeatedCalls = _meter.CreateCounter<long>("gateway.calls.repeated", "{time}", "Times that a call of a grain was asked again, through other silos");
    }

    /// <summary>Has the number of followed entities or users, or of what watches them, read when somebody measures.</summary>
    public void Observe(string name, string description, Func<int> count) =>
        _meter.CreateObservableUpDownCounter(name, count, description: description);

    public void Connected() => _connections.Add(1);

    public void Disconnected() => _connections.Add(-1);

    public void Blocked() => _blocked.Add(1);

    public void Unblocked() => _blocked.Add(-1);

    public void FrameWritten() => _frames.Add(1);

    public void Repaired() => _repairs.Add(1);

    public void EventDropped() => _dropped.Add(1);

    public void InboxOverflowed() => _inboxResets.Add(1);

    public void CallRefused(ProblemCode problem) => _refusedCalls.Add(1, new KeyValuePair<string, object?>("code", problem.Code));

    public void CallRepeated() => _repeatedCalls.Add(1);

    public void Goodbye(GoodbyeCode code) => _goodbyes.Add(1, new KeyValuePair<string, object?>("code", code.Code));
}
