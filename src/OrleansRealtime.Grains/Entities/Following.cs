using System.Runtime.CompilerServices;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Entities;

/// <summary>Who follows an entity: by hand, by commenting, by being assigned. A row each, committed with what made them follow
/// (<see cref="FollowRules"/>). They belong to one life of the entity.</summary>
internal sealed class Following(GrainRowOwner owner, IGrainRows rows, string assigneeField)
{
    /// <summary>Why the user is told of changes; <c>null</c> = for no reason.</summary>
    public async Task<string?> ReasonForAsync(EntityRecord record, string user)
    {
        if (await rows.FindAsync(owner, EntityRows.Followers(record.Epoch), user) is null) return null;
        return Assignees.Of(record.Fields, assigneeField).Contains(user) ? NotificationReasons.Assigned : NotificationReasons.Following;
    }

    public async Task<FollowerPage> PageAsync(string epoch, string? after, int limit)
    {
        var page = await rows.ReadAsync(owner, EntityRows.Followers(epoch), new(After: after, Limit: limit));
        return new([.. page.Select(row => row.Id)], page.Count == limit ? page[^1].Id : null);
    }

    public IAsyncEnumerable<string> AllAsync(string epoch, CancellationToken cancellationToken) =>
        rows.AllAsync(owner, EntityRows.Followers(epoch), cancellationToken).Select(row => row.Id);

    /// <summary>Keeps in mind who has something of this life without following it.</summary>
    public static void AddNamed(ICommitRows batch, string epoch, IEnumerable<string> users)
    {
        foreach (var user in users) batch.Add(new(EntityRows.Named(epoch), user, "{}"));
    }

    /// <summary>Those who were named in this life and do not follow it.</summary>
    public async IAsyncEnumerable<string> NamedOnlyAsync(string epoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var named in rows.AllAsync(owner, EntityRows.Named(epoch), cancellationToken))
            if (await rows.FindAsync(owner, EntityRows.Followers(epoch), named.Id, cancellationToken) is null) yield return named.Id;
    }

    /// <summary>Those of some users who follow this life.</summary>
    public Task<HashSet<string>> FindFollowersAsync(string epoch, IReadOnlyCollection<string> users, CancellationToken cancellationToken) =>
        FindAsync(EntityRows.Followers(epoch), users, cancellationToken);

    /// <summary>Those of some users who were named in this life.</summary>
    public Task<HashSet<string>> FindNamedAsync(string epoch, IReadOnlyCollection<string> users, CancellationToken cancellationToken) =>
        FindAsync(EntityRows.Named(epoch), users, cancellationToken);

    private async Task<HashSet<string>> FindAsync(string collection, IReadOnlyCollection<string> users, CancellationToken cancellationToken) =>
        (await rows.FindAllAsync(owner, collection, users, cancellationToken)).Select(row => row.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads what <see cref="FollowRules"/> need for a mutation: as few rows as the mutation has users.</summary>
    public async Task<CommittedFollowers> FindConcernedAsync(EntityRecord? committed, EntityMutation mutation, string? actor)
    {
        if (committed is not { Deleted: false } record) return CommittedFollowers.None;
        IEnumerable<string> concerned = mutation switch
        {
            SetFollowers change => change.Users,
            AddComment when actor is not null => [actor],
            PutFields put => Assignees.Of(put.Fields, assigneeField),
            PatchFields patch => Assignees.Of(patch.Patch, assigneeField),
            _ => [],
        };
        var followers = await rows.FindAllAsync(owner, EntityRows.Followers(record.Epoch), [.. concerned]);
        return new(record.Epoch, [.. followers.Select(row => row.Id)]);
    }

    /// <summary>Takes a user out of the life that is there: the user follows it no longer, and is not among those who were named.</summary>
    public static EntityRecord Forget(ICommitRows batch, EntityRecord record, string user, CommittedFollowers committed)
    {
        batch.Add(new(EntityRows.Named(record.Epoch), user, null));
        return FollowRules.Set(batch, record, user, follows: false, committed);
    }

    /// <summary>Deletes a user's rows of lives that are over, to which nobody adds.</summary>
    public async Task ForgetAsync(string user, IEnumerable<string> epochs)
    {
        foreach (var epoch in epochs)
        {
            await rows.DeleteAsync(owner, EntityRows.Followers(epoch), [user]);
            await rows.DeleteAsync(owner, EntityRows.Named(epoch), [user]);
        }
    }

    /// <summary>Deletes those of a life that is over.</summary>
    public async Task DeleteAllAsync(string epoch)
    {
        await rows.DeleteAllAsync(owner, EntityRows.Followers(epoch));
        await rows.DeleteAllAsync(owner, EntityRows.Named(epoch));
    }
}
