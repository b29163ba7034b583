namespace OrleansRealtime.Grains.Preferences;

/// <summary>The names of the rows that a user's preferences and what they decided lie in.</summary>
internal static class PreferenceRows
{
    /// <summary>One row, beside the head: that one is written with every notification.</summary>
    public const string Preferences = "preferences";

    /// <summary>The id of the one row.</summary>
    public const string Only = "all";

    /// <summary>What was decided, by the notification's id; due when it is to be forgotten.</summary>
    public const string Decisions = "decision";
}
