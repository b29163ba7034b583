namespace OrleansRealtime.Client.Notifications;

/// <summary>A notification that will be delivered to those who were accepted.</summary>
/// <param name="Id">Absent when nobody was.</param>
public sealed record NotificationReceipt(IReadOnlyList<NotificationRecipient> Recipients, string? Id = null);
