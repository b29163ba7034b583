using System.Collections.Immutable;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Entities;

/// <summary>Who follows: by hand, by commenting, by being assigned. A row each, committed with what made them follow.</summary>
internal sealed partial class EntityGrain
{
    public async Task<string?> ReasonFor(string user)
    {
        await _commits.FenceAsync();
        if (Committed is not { Deleted: false } record) return null;
        if (await rows.FindAsync(_owner, EntityRows.Followers(record.Epoch), user) is null) return null;
        return Assignees.Of(record.Fields, _limits.AssigneeField).Contains(user) ? NotificationReasons.Assigned : NotificationReasons.Following;
    }

    /// <summary>Of those whom the mutation may make follow, or no longer, who does as committed.</summary>
    private async Task<IReadOnlySet<string>> FollowersAmongAsync(EntityCommand command)
    {
        if (Committed is not { Deleted: false } record) return ImmutableHashSet<string>.Empty;
        IEnumerable<string> concerned = command.Mutation switch
        {
            SetFollower follower => [follower.User],
            AddComment when command.Actor is { } author => [author],
            PutFields put => Assignees.Of(put.Fields, _limits.AssigneeField),
            PatchFields patch => Assignees.Of(patch.Patch, _limits.AssigneeField),
            _ => [],
        };
        var followers = await rows.FindAllAsync(_owner, EntityRows.Followers(record.Epoch), [.. concerned]);
        return followers.Select(row => row.Id).ToHashSet();
    }

    private EntityOutcome ApplyFollower(CommitBatch<EntityRecord> batch, SetFollower follower, IReadOnlySet<string> followed)
    {
        if (batch.Record is not { Deleted: false } before) return EntityOutcome.Refused(ProblemCodes.NotFound);
        var record = SetFollows(batch, before, follower.User, follower.Follows, followed);
        if (record != before) batch.Set(record);
        return new(record == before ? EntityEffect.Unchanged : EntityEffect.Changed, Position: record.Position(), Snapshot: record.ToSnapshot(_key));
    }

    /// <summary>Whoever comments follows, and whoever is assigned.</summary>
    private EntityRecord Follow(
        CommitBatch<EntityRecord> batch, EntityRecord record, EntityCommand command, AssigneeChange assignees, IReadOnlySet<string> followed)
    {
        if (command is { Mutation: AddComment, Actor: { } author }) record = SetFollows(batch, record, author, true, followed);
        foreach (var user in assignees.New) record = SetFollows(batch, record, user, true, followed);
        return record;
    }

    private EntityRecord SetFollows(CommitBatch<EntityRecord> batch, EntityRecord record, string user, bool follows, IReadOnlySet<string> followed)
    {
        var collection = EntityRows.Followers(record.Epoch);
        var did = batch.TryGetRow(collection, user, out var row)
            ? row.Value is not null
            // Created by this very commit: whoever followed the life before follows nothing now.
            : record.Epoch == Committed?.Epoch && followed.Contains(user);
        if (did == follows) return record;
        batch.Add(new(collection, user, follows ? "{}" : null));
        return record with { Followers = record.Followers + (follows ? 1 : -1) };
    }
}
