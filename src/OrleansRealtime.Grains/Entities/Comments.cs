using System.Globalization;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Entities;

/// <summary>The comments of an entity: a row each, committed with the mutation that adds it. They belong to one life of the entity.</summary>
internal sealed class Comments(GrainRowOwner owner, IGrainRows rows)
{
    public static void Add(ICommitRows batch, string epoch, EntityComment comment) =>
        batch.Add(new(EntityRows.Comments(epoch), RowJson.Number(comment.Id), RowJson.Write(comment)));

    public async Task<EntityComment?> FindAsync(string epoch, long id) =>
        await rows.FindAsync(owner, EntityRows.Comments(epoch), RowJson.Number(id)) is { } row ? RowJson.Read<EntityComment>(row) : null;

    /// <summary>A page after a comment, the oldest first, or else before one, the newest first. It ends where its size does, too.</summary>
    public async Task<CommentPage> PageAsync(string epoch, long? after, long? before, int limit, CancellationToken cancellationToken)
    {
        var range = new GrainRowRange(
            After: after is { } low ? RowJson.Number(low) : null, Before: before is { } high ? RowJson.Number(high) : null, limit, after is null);
        var page = await rows.ReadPageAsync(owner, EntityRows.Comments(epoch), range, ct: cancellationToken);
        var next = page.IsCut || page.Rows.Count == limit ? long.Parse(page.Rows[^1].Id, CultureInfo.InvariantCulture) : (long?)null;
        return new([.. page.Rows.Select(RowJson.Read<EntityComment>)], next);
    }

    /// <summary>Deletes those of a life that is over.</summary>
    public Task DeleteAllAsync(string epoch) => rows.DeleteAllAsync(owner, EntityRows.Comments(epoch));
}
