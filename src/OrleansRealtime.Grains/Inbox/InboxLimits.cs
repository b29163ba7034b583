using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The bounds of one inbox; section <c>Inbox</c>.</summary>
public sealed class InboxLimits
{
    public const string Section = "Inbox";

    /// <summary>The most items. 10,000: years of a busy person's bell.</summary>
    public int MaxItems { get; set; } = 10_000;

    /// <summary>How long an item is kept. 90 days: who has not looked for a quarter of a year starts anew.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Unread notifications of one kind about one entity become one item for so long after the first. 5 minutes: an editing
    /// session is one thing to be told of. Zero: never.</summary>
    public TimeSpan FoldWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Other windows by kind, as <c>Inbox:FoldWindows:deploy</c>.</summary>
    public Dictionary<string, TimeSpan> FoldWindows { get; } = [];

    /// <summary>How long it is remembered which notifications came, and what was decided about them. 30 days: deliveries are retried for 7,
    /// and must not be taken twice; keys promise 30.</summary>
    public TimeSpan SourceLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The most calls that wait for one user's next commit.</summary>
    public int MaxWaiting { get; set; } = 5_000;

    /// <summary>Zero: notifications of this kind are not grouped.</summary>
    public TimeSpan FoldWindowOf(string kind) => FoldWindows.TryGetValue(kind, out var window) ? window : FoldWindow;
}

internal sealed class InboxLimitsValidator : IValidateOptions<InboxLimits>
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestMemory = TimeSpan.FromMinutes(1);
    // Deliveries are repeated for seven days, to all who are told: who forgot sooner would take the next try for something new.
    private static readonly TimeSpan ShortestMemoryOfSources = TimeSpan.FromDays(8);
    private static readonly TimeSpan LongestMemory = TimeSpan.FromDays(3_650);

    public ValidateOptionsResult Validate(string? name, InboxLimits options)
    {
        var check = new OptionsCheck(InboxLimits.Section);
        check.Within(nameof(options.MaxItems), options.MaxItems, 50, 1_000_000);
        check.Within(nameof(options.MaxAge), options.MaxAge, ShortestMemory, LongestMemory);
        check.Within(nameof(options.FoldWindow), options.FoldWindow, TimeSpan.Zero, LongestWindow);
        foreach (var (kind, window) in options.FoldWindows)
        {
            check.Require(Names.IsWord(kind), $"{nameof(options.FoldWindows)}:{kind}", "names a kind that is no word: [a-z][a-z0-9-]*");
            check.Within($"{nameof(options.FoldWindows)}:{kind}", window, TimeSpan.Zero, LongestWindow);
        }

        check.Within(nameof(options.SourceLifetime), options.SourceLifetime, ShortestMemoryOfSources, LongestMemory);
        check.Within(nameof(options.MaxWaiting), options.MaxWaiting, 1, 100_000);
        return check.Result;
    }
}
