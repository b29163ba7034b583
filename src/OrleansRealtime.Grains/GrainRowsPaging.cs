using System.Runtime.CompilerServices;

namespace OrleansRealtime.Grains;

internal static class GrainRowsPaging
{
    private const int PageSize = 500;

    /// <summary>Every row of a collection in the order of its ids, a page at a time.</summary>
    public static async IAsyncEnumerable<GrainRow> AllAsync(
        this IGrainRows rows, GrainRowOwner owner, string collection, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        while (true)
        {
            var page = await rows.ReadPageAsync(owner, collection, new(After: after, Limit: PageSize), ct: cancellationToken);
            foreach (var row in page.Rows) yield return row;
            if (page.Rows.Count < PageSize && !page.IsCut) yield break;
            after = page.Rows[^1].Id;
        }
    }

    /// <summary>Deletes every row of a collection, one by one: whoever commits meanwhile waits for no more than one.</summary>
    public static async Task DeleteAllAsync(this IGrainRows rows, GrainRowOwner owner, string collection)
    {
        await foreach (var row in rows.AllAsync(owner, collection)) await rows.DeleteAsync(owner, collection, [row.Id]);
    }
}
