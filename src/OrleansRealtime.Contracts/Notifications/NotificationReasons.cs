using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Notifications;

/// <summary>Why somebody is told. Of several reasons the strongest is the item's: mentioned, then assigned, recipient, following.</summary>
public static class NotificationReasons
{
    public const string Mentioned = "mentioned";
    public const string Assigned = "assigned";

    /// <summary>A server named the user.</summary>
    public const string Recipient = "recipient";
    public const string Following = "following";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> StrongestFirst { get; } = [Mentioned, Assigned, Recipient, Following];

    public static string Stronger(string one, string other) =>
        Rank(other) is >= 0 and var rank && rank < Rank(one) ? other : one;

    private static int Rank(string reason) => StrongestFirst.IndexOf(reason);
}
