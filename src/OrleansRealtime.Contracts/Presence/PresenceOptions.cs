using Microsoft.Extensions.Options;

namespace OrleansRealtime.Contracts.Presence;

/// <summary>The section <c>Presence</c>. The same values belong in every process.</summary>
public sealed class PresenceOptions
{
    public const string Section = "Presence";

    /// <summary>How long the users of a closed connection still count as there. 2 s: a page reloads in less and must not blink; longer, and
    /// people are shown who have gone.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A gateway says that it lives so often. 3 s: two beats may be lost, and a thousand gateways cost the registry 330 calls/s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>A gateway that did not beat for so long is gone. 10 s: with the look, the batch and the frame after it, its ghosts leave
    /// within 15.</summary>
    public TimeSpan GoneAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A silo whose rooms have somebody looks so often who is gone: one call, however many rooms.</summary>
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What comes and goes is gathered for so long, in a gateway and again in a room, after a first change that is told at once.
    /// 100 ms: twice that and three calls are less than half a second.</summary>
    public TimeSpan Batch { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A viewer hears of changes to one entity's viewers at most so often; what came and went between cancels out. 1 s: faces need
    /// no more, and a room of a thousand that fills costs each of them a frame a second.</summary>
    public TimeSpan FrameInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A gateway asks each room that knows of its users whether it still does. 10 s: what a lost activation forgot is back before
    /// people wonder; 5,000 rooms cost 500 calls/s.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a gateway waits until the others have told a new activation of an entity whom they have. 2 s: they hear of it within
    /// a moment, and so nobody's face blinks.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Viewers of one entity that are named. 50: more faces than any page shows.</summary>
    public int MaxShown { get; set; } = 50;

    /// <summary>More viewers than this are only counted. 100: twice what is named; who comes and goes in a crowd interests nobody.</summary>
    public int CrowdAbove { get; set; } = 100;

    /// <summary>Users of a sixteenth whose last time is remembered; those seen longest ago are forgotten. 20,000: 320,000 users in all, at
    /// 150 bytes each.</summary>
    public int MaxLastSeen { get; set; } = 20_000;
}

public sealed class PresenceOptionsValidator : IValidateOptions<PresenceOptions>
{
    public ValidateOptionsResult Validate(string? name, PresenceOptions options)
    {
        var check = new OptionsCheck(PresenceOptions.Section);
        check.Within(nameof(options.Grace), options.Grace, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        check.Within(nameof(options.HeartbeatInterval), options.HeartbeatInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        // One beat may always be late.
        check.Within(nameof(options.GoneAfter), options.GoneAfter, 2 * options.HeartbeatInterval, TimeSpan.FromMinutes(10));
        check.Within(nameof(options.LookInterval), options.LookInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        check.Within(nameof(options.Batch), options.Batch, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        check.Within(nameof(options.FrameInterval), options.FrameInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        check.Within(nameof(options.CheckInterval), options.CheckInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        check.Within(nameof(options.Settle), options.Settle, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        check.Within(nameof(options.MaxShown), options.MaxShown, 1, 1_000);
        check.Within(nameof(options.CrowdAbove), options.CrowdAbove, options.MaxShown, 100_000);
        check.Within(nameof(options.MaxLastSeen), options.MaxLastSeen, 0, 10_000_000);
        return check.Result;
    }
}
