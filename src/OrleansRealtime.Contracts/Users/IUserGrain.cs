using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Contracts.Users;

/// <summary>
/// One user in one workspace: the inbox, the badge and what the user may still do with older tokens. The key is a <see cref="UserKey"/>.
/// As with an entity, everything it answers or publishes (<see cref="LiveStreamNames.Users"/>, its own key) is committed; calls that wait
/// for the same commit share it; a call whose commit failed throws and may be repeated: each notification counts once.
/// </summary>
[Alias("user-grain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Takes a notification, once per source and number: into the inbox unless the user's preferences say otherwise.</summary>
    [Alias("notify")]
    Task Notify(Notification notification);

    [Repeatable]
    [Alias("badge")]
    Task<Badge> Badge();

    /// <summary>A page of items of at most about 1 MiB.</summary>
    /// <param name="cancellationToken">Nobody wants it any more.</param>
    [Alias("inbox")]
    Task<InboxPage> Inbox(InboxQuery query, CancellationToken cancellationToken);

    /// <summary>Marks items; once per key, however often the request comes.</summary>
    [Repeatable(ByKey = true)]
    [Alias("mark")]
    Task<MarkOutcome> Mark(InboxMark mark, IdempotencyKey? key);

    [Repeatable]
    [Alias("preferences")]
    Task<UserPreferences> Preferences();

    /// <summary>Replaces the preferences; once per key, however often the request comes.</summary>
    /// <param name="at">Only those of this version; others are <c>preferences_conflict</c>. <c>null</c>: whatever they are.</param>
    [Repeatable(ByKey = true)]
    [Alias("set-preferences")]
    Task<PreferencesOutcome> SetPreferences(UserPreferences preferences, IdempotencyKey? key, long? at = null);

    /// <summary>What would be decided now.</summary>
    [Repeatable]
    [Alias("decide")]
    Task<Decision> Decide(DecisionAbout about);

    /// <summary>What was decided about a notification within the last 30 days; <c>null</c> when none of this id came.</summary>
    [Repeatable]
    [Alias("decided")]
    Task<PastDecision?> Decided(string notification);

    /// <summary>What came for the user within the last 30 days, what was decided of each, and where each is now: the newest first.</summary>
    /// <param name="cancellationToken">Nobody wants it any more.</param>
    [Alias("history")]
    Task<HistoryPage> History(HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Takes a notification that came out of the inbox; once it was, nothing more happens.</summary>
    /// <returns>False: none of this id came within the last 30 days.</returns>
    [Alias("take-back")]
    Task<bool> TakeBack(string notification);

    /// <summary>Has access asked anew of what items are about: those that the user may not see any more are gone from lists and counts until
    /// the user may.</summary>
    /// <param name="entity">Asked before this returns; <c>null</c>: all of them, beside it.</param>
    [Alias("access-changed")]
    Task AccessChanged(EntityRef? entity);

    /// <summary>Refuses the user's tokens that were issued before this moment.</summary>
    [Alias("refuse-tokens")]
    Task RefuseTokens(DateTimeOffset issuedBefore);

    /// <summary>The moment before which tokens are refused; <c>null</c> = none are.</summary>
    [Repeatable]
    [Alias("tokens-refused-before")]
    Task<DateTimeOffset?> TokensRefusedBefore();

    /// <summary>Erases a part of what is kept of the user; the caller goes on until a step is the last. What comes after the first step that has a
    /// number is not touched by the later ones.</summary>
    /// <param name="after">What the step before answered; <c>null</c> = the first.</param>
    [Alias("erase")]
    Task<ErasureStep> EraseData(ErasureStep? after);

    /// <summary>A page of all that <see cref="EraseData"/> would erase, of at most about 1 MiB. Pages are read one after the other: what changes meanwhile
    /// is in one or not.</summary>
    /// <param name="after">The next of the page before; <c>null</c> = the first.</param>
    /// <param name="cancellationToken">Nobody wants it any more.</param>
    [Alias("export")]
    Task<UserDataPage> Export(UserDataCursor? after, CancellationToken cancellationToken);

    /// <summary>Does what is due: ends snoozes, asks for access anew, forgets old sources and decisions.</summary>
    [Alias("wake")]
    Task Wake();
}
