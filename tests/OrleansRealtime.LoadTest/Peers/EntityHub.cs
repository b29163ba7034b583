using Microsoft.AspNetCore.SignalR;

namespace OrleansRealtime.LoadTest.Peers;

/// <summary>A group per entity, as SignalR's documents have it.</summary>
internal sealed class EntityHub : Hub
{
    public async Task Watch(string[] entities)
    {
        foreach (var entity in entities) await Groups.AddToGroupAsync(Context.ConnectionId, entity);
    }
}
