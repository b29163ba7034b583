using System.Text.Json;

namespace OrleansRealtime.Client.Inbox;

/// <summary>What the hub tells of a user's inbox: badges, which only go forward, and that it is worth a look.</summary>
internal sealed class Bell
{
    private readonly Lock _gate = new();
    private Badge? _badge;
    private bool _isConnected;

    public Latest<Badge> Badges { get; } = new();

    public Latest<BellSignal> Signals { get; } = new();

    public void Suspend()
    {
        lock (_gate)
        {
            _isConnected = false;
            Signals.Publish(new(false, _badge?.Version ?? 0));
        }
    }

    public void End(RealtimeException failure)
    {
        Badges.End(failure);
        Signals.End(failure);
    }

    /// <summary>Frames of the inbox; of others none are known here. Behind what comes in, and what is marked, comes a badge that counts it.</summary>
    /// <exception cref="JsonException">It is no such frame.</exception>
    public void Apply(string frame, JsonElement body)
    {
        switch (frame)
        {
            case "badge":
                Apply(body.Deserialize<Badge>(WireJson.Options)!);
                break;
            case "removed" or "inboxReset":
                lock (_gate) Signal();
                break;
        }
    }

    private void Apply(Badge badge)
    {
        lock (_gate)
        {
            var isNews = _badge is not { } before || badge.Version > before.Version;
            if (isNews) Badges.Publish(_badge = badge);
            // The first of a connection: marks may have been missed before it.
            if (!isNews && _isConnected) return;
            _isConnected = true;
            Signal();
        }
    }

    private void Signal() => Signals.Publish(new(true, _badge?.Version ?? 0));
}
