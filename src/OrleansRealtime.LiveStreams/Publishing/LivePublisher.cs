using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRealtime.LiveStreams.Publishing;

/// <summary>
/// The part of an activation where publisher and subscribers meet. It is used within the grain's turns only and needs no lock.
/// </summary>
internal sealed class LivePublisher(IGrainContext context, IServiceProvider services) : ILivePublisher
{
    // A list: nearly every grain publishes one stream.
    private readonly List<PublishedStream> _streams = [];
    private bool _isClosed;

    /// <summary>Names this activation. Random: what an earlier activation numbered must not be taken for this one's.</summary>
    public string Epoch { get; } = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>That of the grain whose turn it is; null outside of the turns of a grain that publishes.</summary>
    public static LivePublisher? OfThisTurn(IGrainContextAccessor turn)
    {
        var context = turn.GrainContext;
        // Asked for the extension, the context of any other grain throws.
        return context.GrainInstance is ILiveStreamOwner ? context.GetComponent<LivePublisher>() : null;
    }

    public Task<LiveLease> Join(string provider, StreamId stream, LiveSinkId sinkId, ILiveSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (_isClosed) throw new InvalidOperationException($"The owner of live stream {stream} is going away; join again.");
        return Task.FromResult(Asked(provider, stream).Join(sinkId, sink));
    }

    public Task<LiveLease> Renew(string provider, StreamId stream, LiveSinkId sinkId) =>
        Task.FromResult(Asked(provider, stream).Renew(sinkId));

    public Task Leave(string provider, StreamId stream, LiveSinkId sinkId)
    {
        Asked(provider, stream).Leave(sinkId);
        return Task.CompletedTask;
    }

    /// <summary>The stream, if this grain owns it.</summary>
    public PublishedStream? Find(string provider, StreamId stream)
    {
        foreach (var known in _streams)
        {
            if (known.StreamId.Equals(stream) && known.Provider == provider) return known;
        }

        var publishing = services.GetRequiredKeyedService<LivePublishing>(provider);
        var isOwner = publishing.Options.OwnerOf(stream).IsInstanceOfType(context.GrainInstance)
            && stream.GetKeyAsString() == context.GrainId.Key.ToString();
        if (!isOwner) return null;

        var published = new PublishedStream(stream, Epoch, context.Address.SiloAddress, (ILiveStreamOwner)context.GrainInstance!, publishing);
        _streams.Add(published);
        return published;
    }

    /// <summary>When the activation ends: tells every subscriber to renew soon, which finds the next activation.</summary>
    public async Task CloseAsync()
    {
        _isClosed = true;
        foreach (var stream in _streams) await stream.CloseAsync();
    }

    private PublishedStream Asked(string provider, StreamId stream) =>
        Find(provider, stream)
        ?? throw new ArgumentException($"Grain {context.GrainId} does not own live stream {provider}:{stream}.", nameof(stream));
}
