using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Inbox;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>What every connection of the process uses.</summary>
internal sealed record GatewayServices(
    EntityFeeds Entities,
    UserFeeds Users,
    GatewayPresence Presence,
    IEntityAccess Access,
    GatewayOptions Options,
    TimeProvider Time,
    GatewayMetrics Metrics,
    ILogger<GatewayConnection> Logger,
    ILogger<ConnectionWriter> WriterLogger)
{
    /// <summary>Of all connections: while the application does not answer, each asks about all that it watches, again and again.</summary>
    public OccasionalLine AccessUnknown { get; } = new(Time);

    public RefusalAllowance Refusals { get; } = new(Options, Time);
}
