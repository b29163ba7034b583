using System.Collections.Immutable;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Contracts.Users;

/// <summary>How much of a user's data.</summary>
/// <param name="Items">Items of the inbox.</param>
/// <param name="Notifications">What was decided of notifications that came.</param>
/// <param name="Preferences">0 or 1: all preferences are one.</param>
/// <param name="Following">Entities that the user follows, one per life of the entity.</param>
/// <param name="Named">The same of those that named the user.</param>
[GenerateSerializer, Immutable, Alias("user-data-counts")]
public sealed record UserDataCounts(long Items, long Notifications, long Preferences, long Following, long Named)
{
    public static readonly UserDataCounts None = new(0, 0, 0, 0, 0);

    public static UserDataCounts operator +(UserDataCounts one, UserDataCounts other) => new(
        one.Items + other.Items,
        one.Notifications + other.Notifications,
        one.Preferences + other.Preferences,
        one.Following + other.Following,
        one.Named + other.Named);
}

/// <summary>What one step of an erasure did.</summary>
/// <param name="UpTo">The newest number that the inbox had given when it was emptied; <c>null</c> = it is not emptied yet.</param>
/// <param name="IsLast">Whether nothing is left to do.</param>
/// <param name="Erased">In this step.</param>
[GenerateSerializer, Immutable, Alias("erasure-step")]
public sealed record ErasureStep(long? UpTo, bool IsLast, UserDataCounts Erased);

/// <summary>The kinds of a user's data, in the order in which they are exported.</summary>
public enum UserDataKind
{
    Preferences,
    Items,
    Notifications,
    Following,
    Named,
}

/// <summary>Where an export goes on.</summary>
/// <param name="After">The place within the kind, which only the grain reads; <c>null</c> = its beginning.</param>
[GenerateSerializer, Immutable, Alias("user-data-cursor")]
public sealed record UserDataCursor(UserDataKind Kind, string? After);

/// <summary>A page of a user's data, all of one kind.</summary>
/// <param name="Items">With their marks, also those that the user may not see now.</param>
/// <param name="Next"><c>null</c> at the end of all.</param>
[GenerateSerializer, Immutable, Alias("user-data-page")]
public sealed record UserDataPage(
    UserPreferences? Preferences,
    ImmutableArray<InboxItem> Items,
    ImmutableArray<PastNotification> Notifications,
    ImmutableArray<EntityRef> Following,
    ImmutableArray<EntityRef> Named,
    UserDataCursor? Next);

/// <summary>A notification that came, and what was decided of it.</summary>
/// <param name="Id">The notification's.</param>
[GenerateSerializer, Immutable, Alias("past-notification")]
public sealed record PastNotification(string Id, PastDecision Past);
