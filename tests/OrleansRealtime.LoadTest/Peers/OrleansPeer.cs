using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Peers;

/// <summary>
/// <see cref="SignalRPeer"/> with a grain per entity that commits an edit and sends it: what Orleans costs a team that uses it with none of what
/// the platform adds.
/// </summary>
internal static class OrleansPeer
{
    /// <param name="commit">Keeps an edit before it is sent.</param>
    public static WebApplication Build(WebApplicationBuilder builder, Func<string, JsonElement, Task> commit)
    {
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort.Take(), FreePort.Take()));
        builder.Services.AddSingleton(commit);
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapHub<EntityHub>("/hub");
        app.MapPost("/edit/{entity}", async (string entity, JsonElement fields, IGrainFactory grains) =>
        {
            await grains.GetGrain<IEditedGrain>(entity).EditAsync(fields.GetRawText());
            return Results.NoContent();
        });
        return app;
    }
}
