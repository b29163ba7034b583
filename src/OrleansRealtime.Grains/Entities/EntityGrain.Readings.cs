using System.Globalization;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Entities;

internal sealed partial class EntityGrain
{
    public async Task<EntityReading> Read()
    {
        await _commits.FenceAsync();
        return Reading();
    }

    public async Task<EntityCatchUp> CatchUp(Position? since)
    {
        await _commits.FenceAsync();
        return since is { } position
            && Committed is { Deleted: false } record
            && record.Position().Epoch == position.Epoch
            && _log.Since(position.Version, record.Version) is { } changes
                ? new(changes, null)
                : new(null, Reading());
    }

    public async Task<CommentPage> Comments(long? after, long? before, int limit)
    {
        await _commits.FenceAsync();
        if (Committed is not { Deleted: false } record) return new([], null);
        var page = await rows.ReadAsync(
            _owner,
            EntityRows.Comments(record.Epoch),
            new(After: after is { } low ? RowJson.Number(low) : null, Before: before is { } high ? RowJson.Number(high) : null, limit, after is null));
        var next = page.Count == limit ? long.Parse(page[^1].Id, CultureInfo.InvariantCulture) : (long?)null;
        return new([.. page.Select(RowJson.Read<EntityComment>)], next);
    }

    public async Task<FollowerPage> Followers(string? after, int limit)
    {
        await _commits.FenceAsync();
        if (Committed is not { Deleted: false } record) return new([], null);
        var page = await rows.ReadAsync(_owner, EntityRows.Followers(record.Epoch), new(After: after, Limit: limit));
        return new([.. page.Select(row => row.Id)], page.Count == limit ? page[^1].Id : null);
    }

    private EntityReading Reading() => Committed?.ToReading(_key) ?? EntityReading.NotThere;
}
