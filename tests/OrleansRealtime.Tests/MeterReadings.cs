using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace OrleansRealtime.Tests;

/// <summary>What the meters of one host measure, by name and tags as <c>grains.mutations{outcome=ok}</c>: sums, and of what is observed the last value.</summary>
internal sealed class MeterReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _values = new();

    /// <param name="meters">Those of the host; others in this process do not count.</param>
    public MeterReadings(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Meter.Name.StartsWith("OrleansRealtime.", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        // A histogram's measurements are counted: how long something took is nothing to assert.
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, instrument.IsObservable ? value : 1, tags));
        _listener.Start();
    }

    public double this[string name]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _values.GetValueOrDefault(name);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        if (!tags.IsEmpty)
        {
            var texts = new List<string>();
            foreach (var (key, tag) in tags) texts.Add(string.Create(CultureInfo.InvariantCulture, $"{key}={tag}"));
            name += $"{{{string.Join(',', texts)}}}";
        }

        if (instrument.IsObservable) _values[name] = value;
        else _values.AddOrUpdate(name, value, (_, sum) => sum + value);
    }
}
