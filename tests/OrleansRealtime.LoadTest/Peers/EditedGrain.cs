using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace OrleansRealtime.LoadTest.Peers;

/// <summary>An entity of <see cref="OrleansPeer"/>.</summary>
internal interface IEditedGrain : IGrainWithStringKey
{
    /// <param name="fields">A JSON object.</param>
    Task EditAsync(string fields);
}

internal sealed class EditedGrain(Func<string, JsonElement, Task> commit, IHubContext<EntityHub> hub) : Grain, IEditedGrain
{
    public async Task EditAsync(string fields)
    {
        using var json = JsonDocument.Parse(fields);
        var entity = this.GetPrimaryKeyString();
        await commit(entity, json.RootElement);
        await hub.Clients.Group(entity).SendAsync("changed", json.RootElement);
    }
}
