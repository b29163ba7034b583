using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Publishing;

/// <summary>
/// Makes the <see cref="LivePublisher"/> of grains in this process, and finds that of the grain whose turn it is when it publishes.
/// Injected into the grain; with several providers, <c>[FromKeyedServices("name")]</c> says which.
/// </summary>
public sealed class LivePublisherFactory
{
    // Every activation runs its turns on a scheduler of its own. The scheduler therefore names the activation that publishes, tells it from
    // a second activation of the grain that is on its way out, and finds nothing for a caller that is no owner. Weak, because an activation
    // that fails halfway is never told to close.
    private readonly ConditionalWeakTable<TaskScheduler, List<LivePublisher>> _open = [];
    private readonly string _provider;
    private readonly LiveStreamOptions _options;
    private readonly LiveStreamMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<LivePublisher> _logger;

    internal LivePublisherFactory(
        string provider, LiveStreamOptions options, LiveStreamMetrics metrics, TimeProvider time, ILogger<LivePublisher> logger)
    {
        _provider = provider;
        _options = options;
        _metrics = metrics;
        _time = time;
        _logger = logger;
    }

    /// <summary>Call it in <c>OnActivateAsync</c>, in the grain's own turn.</summary>
    /// <param name="stream">A stream of a namespace that is mapped to the grain's interface.</param>
    /// <param name="head">Answers the grain's committed position; called within the grain's turns at each join and renewal.</param>
    public LivePublisher Create(StreamId stream, Func<string> head)
    {
        ArgumentNullException.ThrowIfNull(head);
        _options.OwnerOf(stream);
        var open = _open.GetOrCreateValue(TaskScheduler.Current);
        lock (open)
        {
            if (Find(open, stream) is not null)
            {
                throw new InvalidOperationException($"This activation already has a rendezvous for stream {stream}.");
            }

            var rendezvous = new LivePublisher(stream, head, _options, _metrics, _time, _logger, closed => Remove(open, closed));
            open.Add(rendezvous);
            return rendezvous;
        }
    }

    internal LivePublisher OwnerOfThisTurn(StreamId stream)
    {
        if (_open.TryGetValue(TaskScheduler.Current, out var open))
        {
            lock (open)
            {
                if (Find(open, stream) is { } rendezvous) return rendezvous;
            }
        }

        throw new InvalidOperationException(
            $"Only the grain that owns live stream {_provider}:{stream} publishes to it, in its own turns, after it made its "
            + $"{nameof(LivePublisher)} in OnActivateAsync. The owner of this namespace is {_options.OwnerOf(stream)}.");
    }

    // A list: nearly every grain owns one stream.
    private static LivePublisher? Find(List<LivePublisher> open, StreamId stream)
    {
        foreach (var rendezvous in open)
        {
            if (rendezvous.StreamId.Equals(stream)) return rendezvous;
        }

        return null;
    }

    private static void Remove(List<LivePublisher> open, LivePublisher closed)
    {
        lock (open) open.Remove(closed);
    }
}
