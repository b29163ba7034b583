using System.Diagnostics.Metrics;

namespace OrleansRealtime.Grains;

/// <summary>What the grains of a silo count: meter <c>OrleansRealtime.Grains</c>.</summary>
internal sealed class GrainsMetrics
{
    public const string MeterName = "OrleansRealtime.Grains";

    private readonly Counter<long> _stuck;

    public GrainsMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _stuck = meter.CreateCounter<long>("grains.due.stuck", "{owner}", "Owners of what is due that were woken again and again in vain, by kind");
    }

    /// <param name="kind">The name of the owner's state.</param>
    public void Stuck(string kind) => _stuck.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
