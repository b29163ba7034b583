using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Entities;

/// <summary>Who follows an entity after a mutation. The record counts exactly those who have a row. Pure.</summary>
internal static class FollowRules
{
    /// <summary>Whoever comments follows, and whoever is assigned.</summary>
    public static EntityRecord Follow(
        ICommitRows batch, EntityRecord record, EntityCommand command, AssigneeChange assignees, CommittedFollowers committed)
    {
        if (command is { Mutation: AddComment, Actor: { } author }) record = Set(batch, record, author, true, committed);
        foreach (var user in assignees.New) record = Set(batch, record, user, true, committed);
        return record;
    }

    /// <summary>Has a user follow, or no longer; the same record when that changes nothing.</summary>
    public static EntityRecord Set(ICommitRows batch, EntityRecord record, string user, bool follows, CommittedFollowers committed)
    {
        var collection = EntityRows.Followers(record.Epoch);
        var did = batch.TryGetRow(collection, user, out var row) ? row.Value is not null : committed.Contains(record.Epoch, user);
        if (did == follows) return record;
        batch.Add(new(collection, user, follows ? "{}" : null));
        return record with { Followers = record.Followers + (follows ? 1 : -1) };
    }
}
