using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Gateway;

/// <summary>The section <c>Gateway</c>: how a process follows entities and users for its connections.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Events that may wait, per entity, for the answer to what came before it. 64: at 1,000 edits/s, what comes during a slow call;
    /// past them the answer covers it all.</summary>
    public int MaxHeld { get; set; } = 64;

    /// <summary>How long an entity is followed after its last viewer left. 30 s: a page that is reloaded, a tab that reconnects.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call of a client, REST or hub, waits for grains, and a feed for its grain; what only reads is tried once more after half
    /// of it. A batch may take longer while its operations are answered. 3 s: longer than any commit under load, shorter than a person's
    /// patience, and half of it is what a silo's death takes to be noticed.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>A feed that heard nothing of its grain's position for so long asks. 20 s: live streams tell it every 15 s, so that only
    /// feeds of other stream providers, and those whose renewals fail, come to ask.</summary>
    public TimeSpan ConfirmWithin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether those who watch or view an entity still may is asked anew so often, and up to a quarter earlier, so that those who came
    /// together are not asked about together. 15 s: with answers that are as old at the most, access that nobody said was taken away ends
    /// within 30 s.</summary>
    public TimeSpan RecheckAccessAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The first wait before a failed question is asked again; it doubles, with jitter, up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>5 s: a grain that comes back is followed again before its viewers give up.</summary>
    public TimeSpan RetryMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Changes that a feed keeps for viewers that are a little behind. 64 of the usual 200 bytes are 13 KiB per entity.</summary>
    public int RecentChanges { get; set; } = 64;

    /// <summary>The same in bytes: 64 KiB, a quarter of the largest entity; past it a state costs less than the changes.</summary>
    public int RecentBytes { get; set; } = 64 * 1024;

    /// <summary>Connections of one user to this process, on all transports. 100: ten devices with ten tabs each; one connection costs about 50
    /// KB.</summary>
    public int MaxConnectionsPerUser { get; set; } = 100;

    /// <summary>Connections from one address, or from one IPv6 network of 64 bits, to this process; this machine's own are not counted. 5,000: a
    /// large office behind one address. Behind a proxy on another machine all come from its address, unless <c>Proxy:Trusted</c> names it.</summary>
    public int MaxConnectionsPerAddress { get; set; } = 5_000;

    /// <summary>Items of one Watch or Unwatch.</summary>
    public int MaxItems { get; set; } = 500;

    /// <summary>Entities that one connection watches. 2,000: ten full boards. About 200 bytes each, so 400 KB per connection at the worst.</summary>
    public int MaxWatches { get; set; } = 2_000;

    /// <summary>Of these, those that wait for an entity that is not there yet (<c>/hub?absent=1</c>); past it they are not watched. 100: a page waits
    /// for a few, and names that are made up cost their maker nothing.</summary>
    public int MaxAbsentWatches { get; set; } = 100;

    /// <summary>Items that may be refused to one user in one burst, over all connections to this process, because the entity is not there or the
    /// user may not see it; those that are asked about at the same time come on top. Past it a new item is <c>overloaded</c>. 2,000: a page that
    /// comes back to a board whose cards are all gone.</summary>
    public int MaxRefusals { get; set; } = 2_000;

    /// <summary>So many of them come back per second. 100: as many calls as REST serves a user.</summary>
    public int RefusalsPerSecond { get; set; } = 100;

    /// <summary>Notifications and marks that may wait for one connection; past it they become one <c>inboxReset</c>.</summary>
    public int MaxInboxFrames { get; set; } = 64;

    /// <summary>The same in bytes of memory, about. 128 KiB: so many of the usual 500 characters, or six of the largest.</summary>
    public int MaxInboxBytes { get; set; } = 128 * 1024;

    /// <summary>How long one frame may take to leave; past it the connection is <c>slow</c>. 15 s: a phone that changes networks drops
    /// packets for a few seconds, not for fifteen.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may say nothing, not even a ping; past it the connection is <c>silent</c>. 30 s: clients ping every 15 s.
    /// With long polling, polls count, and 15 s between them.</summary>
    public TimeSpan MaxSilence { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a <c>goodbye</c> may take to leave before the connection is cut.</summary>
    public TimeSpan GoodbyeGrace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that wait in a connection's transport before the writer stops filling it. 32 KiB: what waits there has become old
    /// already and can no longer be coalesced; a hundred frames keep a fast socket busy.</summary>
    public int TransportBuffer { get; set; } = 32 * 1024;
}

internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var check = new OptionsCheck(GatewayOptions.Section);
        check.Within(nameof(options.MaxHeld), options.MaxHeld, 1, 10_000);
        check.Within(nameof(options.Linger), options.Linger, TimeSpan.Zero, TimeSpan.FromHours(1));
        check.Within(nameof(options.CallTimeout), options.CallTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        check.Within(nameof(options.ConfirmWithin), options.ConfirmWithin, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        check.Within(nameof(options.RecheckAccessAfter), options.RecheckAccessAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        check.Within(nameof(options.RetryFirst), options.RetryFirst, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        check.Within(nameof(options.RetryMax), options.RetryMax, options.RetryFirst, TimeSpan.FromMinutes(1));
        check.Within(nameof(options.RecentChanges), options.RecentChanges, 1, 100_000);
        check.Within(nameof(options.RecentBytes), options.RecentBytes, 1_024, 64 * 1024 * 1024);
        check.Within(nameof(options.MaxConnectionsPerUser), options.MaxConnectionsPerUser, 1, 1_000_000);
        check.Within(nameof(options.MaxConnectionsPerAddress), options.MaxConnectionsPerAddress, 1, 1_000_000);
        check.Within(nameof(options.MaxItems), options.MaxItems, 1, 10_000);
        check.Within(nameof(options.MaxWatches), options.MaxWatches, 1, 1_000_000);
        check.Within(nameof(options.MaxAbsentWatches), options.MaxAbsentWatches, 0, 1_000_000);
        check.Within(nameof(options.MaxRefusals), options.MaxRefusals, 1, 1_000_000);
        check.Within(nameof(options.RefusalsPerSecond), options.RefusalsPerSecond, 1, 1_000_000);
        check.Within(nameof(options.MaxInboxFrames), options.MaxInboxFrames, 1, 10_000);
        // The least holds the largest notification: one that never fits would be a reset each time.
        check.Within(nameof(options.MaxInboxBytes), options.MaxInboxBytes, 32 * 1024, 64 * 1024 * 1024);
        check.Within(nameof(options.WriteTimeout), options.WriteTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        check.Within(nameof(options.MaxSilence), options.MaxSilence, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        check.Within(nameof(options.GoodbyeGrace), options.GoodbyeGrace, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        check.Within(nameof(options.TransportBuffer), options.TransportBuffer, 4 * 1024, 16 * 1024 * 1024);
        return check.Result;
    }
}
