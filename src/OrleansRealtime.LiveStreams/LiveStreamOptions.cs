namespace OrleansRealtime.LiveStreams;

/// <summary>
/// How one live stream provider works. The same values belong in every process; a lease carries its owner's duration all the same.
/// </summary>
public sealed class LiveStreamOptions
{
    public static readonly TimeSpan MinRenewalInterval = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxRenewalInterval = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Type> _owners = new(StringComparer.Ordinal);
    private TimeSpan? _leaseDuration;

    /// <summary>Which grain interface owns the streams of a namespace.</summary>
    public IReadOnlyDictionary<string, Type> Owners => _owners;

    /// <summary>
    /// Each lease is renewed once per interval; whatever was lost is noticed by then. 15 s: 10,000 streams cost 670 renewals a second,
    /// between 1 and 2.5 % of a core (the more, the longer idle threads spin), and a person who missed a change sees it before wondering.
    /// </summary>
    public TimeSpan RenewalInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a subscriber that stays silent is pushed to. Three intervals unless set: one renewal may fail, and its retry too.
    /// </summary>
    public TimeSpan LeaseDuration
    {
        get => _leaseDuration ?? 3 * RenewalInterval;
        set => _leaseDuration = value;
    }

    /// <summary>
    /// How long a join, a renewal or a leave may take. 3 s: ten times a bad round trip, and still within one lease at every interval.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Joins and renewals of this process under way at once. 1,024: when every owner hangs until the timeout, 340 streams a second are
    /// still asked, half of what 10,000 streams need, and a lease lasts three intervals.
    /// </summary>
    public int MaxConcurrentCalls { get; set; } = 1024;

    /// <summary>Subscribing processes of one stream. 1,024 gateway processes are more than one grain should push to.</summary>
    public int MaxSubscribers { get; set; } = 1024;

    /// <summary>Events that travel in one call; a longer batch is split. 256: at 1 KiB an event, a message of 256 KiB.</summary>
    public int MaxBatch { get; set; } = 256;

    /// <summary>Events of one stream that may wait for its observers in this process. 1,024: two seconds of a very hot stream.</summary>
    public int StreamQueueLimit { get; set; } = 1024;

    /// <summary>Events of all streams together that may wait in this process. 65,536: at 1 KiB an event, 64 MiB at the worst.</summary>
    public int SinkQueueLimit { get; set; } = 65_536;

    /// <summary>
    /// Says that streams of this namespace are owned by the grain with that interface and the stream's key. Its class is an
    /// <see cref="ILiveStreamOwner"/>.
    /// </summary>
    public LiveStreamOptions Map(string streamNamespace, Type ownerInterface)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(streamNamespace);
        ArgumentNullException.ThrowIfNull(ownerInterface);
        _owners[streamNamespace] = ownerInterface;
        return this;
    }

    /// <inheritdoc cref="Map(string, Type)"/>
    public LiveStreamOptions Map<TOwner>(string streamNamespace)
        where TOwner : IGrainWithStringKey => Map(streamNamespace, typeof(TOwner));

    internal Type OwnerOf(StreamId stream)
    {
        var streamNamespace = stream.GetNamespace() ?? "";
        return _owners.TryGetValue(streamNamespace, out var owner)
            ? owner
            : throw new InvalidOperationException(
                $"No grain owns live streams of namespace '{streamNamespace}'. Mapped: {string.Join(", ", _owners.Keys.Order())}. "
                + $"Call {nameof(Map)}(\"{streamNamespace}\", typeof(...)) in AddLiveStreams.");
    }
}
