using System.Runtime.CompilerServices;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Outbox;

namespace OrleansRealtime.Grains.Entities;

/// <summary>Tells an outbox entry to all whom it is for: those it names, and the followers of the life that it is about.</summary>
internal sealed partial class EntityDelivery(EntityKey key, Following following, IEntityAccess access, IGrainFactory grains, DeliveryLimit limit, ILogger logger)
{
    /// <param name="passOver">Who is not told now, and counts as not told.</param>
    public async Task<FanOutcome<string>> DeliverAsync(OutboxEntry entry, IReadOnlySet<string> passOver, CancellationToken cancellationToken)
    {
        var passedOver = new List<string>();
        var outcome = await FanOut.TellAsync(
            TakenNowAsync(),
            recipient => TellAsync(entry, recipient, cancellationToken),
            (recipient, error) => LogNotStorable(error, entry.Number, key, recipient.User),
            cancellationToken);
        return new(
            [.. outcome.Told.Select(recipient => recipient.User)],
            [.. passedOver, .. outcome.Untold.Select(recipient => recipient.User)],
            outcome.Failures,
            outcome.IsBrokenOff);

        async IAsyncEnumerable<Recipient> TakenNowAsync()
        {
            await foreach (var recipient in RecipientsAsync(entry, cancellationToken))
            {
                if (passOver.Contains(recipient.User)) passedOver.Add(recipient.User);
                else yield return recipient;
            }
        }
    }

    private async Task TellAsync(OutboxEntry entry, Recipient recipient, CancellationToken cancellationToken)
    {
        if (EntityNotifications.For(key, entry, recipient.User) is not { } notification) return;
        var mayRead = await access.CheckAsync(key, recipient.User, cancellationToken) != EntityAccess.None;
        // Whoever was named can ask why there is nothing. Thousands of followers who may see it no more are not worth a write each.
        if (!mayRead && !entry.IsNamed(recipient.User)) return;
        var user = new UserKey(key.Workspace, recipient.User);
        var withheld = mayRead ? recipient.Withheld ?? notification.Withheld : DecisionRules.NoAccess;
        await limit.RunAsync(
            user, () => grains.GetGrain<IUserGrain>(user.ToString()).Notify(notification with { Withheld = withheld }), cancellationToken);
    }

    private async IAsyncEnumerable<Recipient> RecipientsAsync(OutboxEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (entry.Remaining is not { } remaining)
        {
            await foreach (var recipient in AllAsync(entry, cancellationToken)) yield return recipient;
            yield break;
        }

        // Who follows no more, or was erased, is not among them any more.
        var followers = entry.ForFollowers ? await following.FindFollowersAsync(entry.Epoch, remaining, cancellationToken) : [];
        var named = entry.Kind == NotificationKinds.Deleted ? await following.FindNamedAsync(entry.Epoch, remaining, cancellationToken) : [];
        foreach (var user in remaining)
        {
            if (entry.IsNamed(user) || followers.Contains(user)) yield return new(user);
            else if (named.Contains(user)) yield return new(user, DecisionRules.NotFollowing);
        }
    }

    private async IAsyncEnumerable<Recipient> AllAsync(OutboxEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var user in entry.Named) yield return new(user);
        if (!entry.ForFollowers) yield break;
        await foreach (var user in following.AllAsync(entry.Epoch, cancellationToken))
            if (!entry.IsNamed(user)) yield return new(user);
        if (entry.Kind != NotificationKinds.Deleted) yield break;
        // They are not told of it, and have items that are to say so.
        await foreach (var user in following.NamedOnlyAsync(entry.Epoch, cancellationToken)) yield return new(user, DecisionRules.NotFollowing);
    }

    [LoggerMessage(7518, LogLevel.Error, "Gave up notification {Number} of {Entity} to {User}: it cannot be stored")]
    private partial void LogNotStorable(Exception error, long number, EntityKey entity, string user);

    // next id: 7519

    /// <param name="Withheld">Why the user is to have no item of it, whatever the preferences say.</param>
    private readonly record struct Recipient(string User, string? Withheld = null);
}
