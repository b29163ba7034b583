using System.ComponentModel.DataAnnotations;

namespace OrleansRealtime.Grains.Users;

/// <summary>The bounds of one inbox; section <c>Inbox</c>.</summary>
public sealed class InboxLimits
{
    /// <summary>The most items. 10,000: years of a busy person's bell.</summary>
    [Range(50, 1_000_000)]
    public int MaxItems { get; set; } = 10_000;

    /// <summary>How long a source's highest number is remembered. 30 days: deliveries are retried for 7, keys promise 30.</summary>
    public TimeSpan SourceLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The most calls that wait for one user's next commit.</summary>
    [Range(1, 100_000)]
    public int MaxWaiting { get; set; } = 5_000;
}
