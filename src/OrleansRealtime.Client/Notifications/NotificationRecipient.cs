namespace OrleansRealtime.Client.Notifications;

/// <summary>One whom a notification names.</summary>
/// <param name="Status"><c>accepted</c> or <c>bad_user</c>.</param>
public sealed record NotificationRecipient(string User, string Status)
{
    public bool IsAccepted => Status == "accepted";
}
