namespace OrleansRealtime.Contracts.Notifications;

/// <summary>Why somebody is told. Of several reasons the strongest is the item's: mentioned, then assigned, recipient, following.</summary>
public static class NotificationReasons
{
    public const string Mentioned = "mentioned";
    public const string Assigned = "assigned";

    /// <summary>A server named the user.</summary>
    public const string Recipient = "recipient";
    public const string Following = "following";

    private static readonly string[] StrongestFirst = [Mentioned, Assigned, Recipient, Following];

    public static bool IsReason(string? word) => word is Mentioned or Assigned or Recipient or Following;

    public static string Stronger(string one, string other) =>
        Array.IndexOf(StrongestFirst, other) is >= 0 and var rank && rank < Array.IndexOf(StrongestFirst, one) ? other : one;
}
