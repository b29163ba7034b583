using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>Pages that are open, each a user's own on a connection of its own, and show some of many entities at which nothing happens.</summary>
internal static class QuietTabs
{
    /// <param name="watched">How many of the entities each shows.</param>
    /// <param name="first">The number of the first of their users.</param>
    public static async Task<ViewerGroup> OpenAsync(
        ISystem system, IReadOnlyList<string> entities, int count, int watched, CancellationToken stop, int first = 0)
    {
        var (tabs, nothing) = (new ViewerGroup(), new Deliveries());
        try
        {
            await tabs.OpenAsync(Enumerable.Range(first, count), async tab =>
                await Viewer.OpenAsync(await system.ProtocolOfAsync($"user-{tab:00000}"), Shown(tab), new(nothing), stop));
            return tabs;
        }
        catch
        {
            await tabs.DisposeAsync();
            throw;
        }

        string[] Shown(int tab) => [.. Enumerable.Range(0, watched).Select(n => entities[((tab * 7) + (n * 13)) % entities.Count]).Distinct()];
    }
}
