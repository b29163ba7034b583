namespace OrleansRealtime.Grains.Outbox;

/// <summary>The kinds of notification that the platform itself makes.</summary>
internal static class NotificationKinds
{
    public const string Changed = "changed";
    public const string Commented = "commented";
    public const string Mentioned = "mentioned";
    public const string Assigned = "assigned";
    public const string Deleted = "deleted";
}
