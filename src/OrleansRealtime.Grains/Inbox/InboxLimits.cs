using System.ComponentModel.DataAnnotations;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The bounds of one inbox; section <c>Inbox</c>.</summary>
public sealed class InboxLimits : IValidatableObject
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    /// <summary>The most items. 10,000: years of a busy person's bell.</summary>
    [Range(50, 1_000_000)]
    public int MaxItems { get; set; } = 10_000;

    /// <summary>How long an item is kept. 90 days: who has not looked for a quarter of a year starts anew.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Unread notifications of one kind about one entity become one item for so long after the first. 5 minutes: an editing
    /// session is one thing to be told of. Zero: never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan FoldWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Other windows by kind, as <c>Inbox:FoldWindows:deploy</c>.</summary>
    public Dictionary<string, TimeSpan> FoldWindows { get; } = [];

    /// <summary>How long it is remembered which notifications came, and what was decided about them. 30 days: deliveries are retried for 7,
    /// keys promise 30.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan SourceLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The most calls that wait for one user's next commit.</summary>
    [Range(1, 100_000)]
    public int MaxWaiting { get; set; } = 5_000;

    /// <summary>Zero: notifications of this kind are not folded.</summary>
    public TimeSpan FoldWindowOf(string kind) => FoldWindows.TryGetValue(kind, out var window) ? window : FoldWindow;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (kind, window) in FoldWindows)
        {
            if (!Names.IsWord(kind)) yield return new($"Inbox:FoldWindows names the kind '{kind}', which is no word ([a-z][a-z0-9-]*).");
            if (window < TimeSpan.Zero || window > LongestWindow) yield return new($"Inbox:FoldWindows:{kind} is {window}; it has to be between 0 and a day.");
        }
    }
}
