using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRealtime.LoadTest.Peers;

/// <summary>SignalR as its documents have it: a group per entity, and an endpoint that sends to it.</summary>
internal static class SignalRPeer
{
    /// <param name="commit">Keeps an edit before it is sent.</param>
    public static WebApplication Build(WebApplicationBuilder builder, Func<string, JsonElement, Task> commit)
    {
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapHub<EntityHub>("/hub");
        app.MapPost("/edit/{entity}", async (string entity, JsonElement fields, IHubContext<EntityHub> hub) =>
        {
            await commit(entity, fields);
            await hub.Clients.Group(entity).SendAsync("changed", fields);
            return Results.NoContent();
        });
        return app;
    }
}
