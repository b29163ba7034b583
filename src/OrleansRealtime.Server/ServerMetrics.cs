using System.Diagnostics.Metrics;

namespace OrleansRealtime.Server;

/// <summary>What REST answers that went wrong, and how this process stands: meter <c>OrleansRealtime.Server</c>.</summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "OrleansRealtime.Server";

    private readonly Meter _meter;
    private readonly Counter<long> _problems;
    private readonly Counter<long> _rejected;

    public ServerMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _problems = _meter.CreateCounter<long>("server.problems", "{answer}", "Answers that were errors, by code");
        _rejected = _meter.CreateCounter<long>("server.requests.rejected", "{request}", "Requests that were turned away by a limit, by limit");
    }

    /// <param name="code">A word of the table of errors.</param>
    public void Answered(string code) => _problems.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Rejected(string limit) => _rejected.Add(1, new KeyValuePair<string, object?>("limit", limit));

    /// <summary>Has read, when somebody measures, what <c>/health</c> says.</summary>
    public void ObserveNode(Func<bool> stands, Func<int> members, Func<TimeSpan> clockDifference)
    {
        _meter.CreateObservableGauge("cluster.standing", () => stands() ? 1 : 0, description: "1 while this process may answer, else 0");
        _meter.CreateObservableUpDownCounter("cluster.members", members, "{silo}", "Active silos as this process sees them; 0 where one process is alone");
        _meter.CreateObservableGauge(
            "cluster.clock.difference", () => clockDifference().TotalSeconds, "s", "This machine's clock minus the database's");
    }
}
