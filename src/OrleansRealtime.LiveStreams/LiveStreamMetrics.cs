using System.Diagnostics.Metrics;

namespace OrleansRealtime.LiveStreams;

/// <summary>What one provider counts in this process, as owner and as subscriber.</summary>
internal sealed class LiveStreamMetrics
{
    public const string MeterName = "OrleansRealtime.LiveStreams";

    private readonly KeyValuePair<string, object?> _provider;
    private readonly Counter<long> _published;
    private readonly Counter<long> _pushed;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _repairs;
    private readonly Counter<long> _renewals;
    private readonly Counter<long> _failures;
    private long _leases;
    private long _subscriptions;

    public LiveStreamMetrics(string provider, IMeterFactory factory)
    {
        _provider = new("provider", provider);
        var meter = factory.Create(MeterName);
        _published = meter.CreateCounter<long>("livestreams.published", "{event}", "Events published by owners in this process");
        _pushed = meter.CreateCounter<long>("livestreams.pushed", "{event}", "Events sent, counted once per subscribing process");
        _dropped = meter.CreateCounter<long>("livestreams.dropped", "{event}", "Events not sent or not delivered, by reason");
        _gaps = meter.CreateCounter<long>("livestreams.gaps", "{gap}", "Times that a subscriber missed events or may have");
        _repairs = meter.CreateCounter<long>("livestreams.repairs", "{join}", "Streams joined again after a lease was lost");
        _renewals = meter.CreateCounter<long>("livestreams.renewals", "{call}", "Leases that owners prolonged for this process");
        _failures = meter.CreateCounter<long>("livestreams.failures", "{call}", "Calls that failed, by kind");
        meter.CreateObservableGauge("livestreams.leases", () => Gauge(ref _leases), "{lease}", "Leases that owners in this process hold");
        meter.CreateObservableGauge(
            "livestreams.subscriptions", () => Gauge(ref _subscriptions), "{stream}", "Streams that this process subscribes to");
    }

    public void Published(int events) => _published.Add(events, _provider);

    public void Pushed(int events) => _pushed.Add(events, _provider);

    public void Dropped(long events, string reason) => _dropped.Add(events, _provider, new("reason", reason));

    public void Gap() => _gaps.Add(1, _provider);

    public void Repaired() => _repairs.Add(1, _provider);

    public void Renewed() => _renewals.Add(1, _provider);

    public void Failed(string kind) => _failures.Add(1, _provider, new("kind", kind));

    public void LeasesChanged(int by) => Interlocked.Add(ref _leases, by);

    public void SubscriptionsChanged(int by) => Interlocked.Add(ref _subscriptions, by);

    private Measurement<long> Gauge(ref long value) => new(Interlocked.Read(ref value), _provider);
}
