using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>What one host's live streams have counted.</summary>
internal sealed class Counters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Counters(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var isOurs = instrument.Meter.Name == "OrleansRealtime.LiveStreams" && instrument.Meter.Scope == factory;
            if (isOurs) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.IsObservable)
            {
                // Measured because somebody looks, which is no news: who waits would wake itself for ever.
                _sums[instrument.Name] = value;
                return;
            }

            _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            foreach (var (key, tag) in tags)
            {
                if (key is "reason" or "kind") _sums.AddOrUpdate($"{instrument.Name}:{tag}", value, (_, sum) => sum + value);
            }

            Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        });
        _listener.Start();
    }

    public long this[string name]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _sums.GetValueOrDefault($"livestreams.{name}");
        }
    }

    public async Task ReachesAsync(string name, long value)
    {
        while (true)
        {
            var changed = _changed.Task;
            if (this[name] >= value) return;
            await changed.Within($"{name} to reach {value}; it is {this[name]}");
        }
    }

    public void Dispose() => _listener.Dispose();
}
