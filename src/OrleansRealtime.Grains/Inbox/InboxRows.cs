namespace OrleansRealtime.Grains.Inbox;

/// <summary>The names of a user's row collections.</summary>
internal static class InboxRows
{
    public const string StateName = "user";

    /// <summary>The items, by their numbers.</summary>
    public const string Items = "item";

    /// <summary>The highest number taken from each source.</summary>
    public const string Sources = "source";

    /// <summary>One row, due when the oldest item may be old enough to go.</summary>
    public const string Retention = "retention";

    /// <summary>Up to two rows, due when access to what items are about is to be asked anew.</summary>
    public const string Access = "access";

    /// <summary>A row per snoozed item, due when it ends, so that the sweep wakes the user.</summary>
    public const string Snoozes = "snooze";
}
