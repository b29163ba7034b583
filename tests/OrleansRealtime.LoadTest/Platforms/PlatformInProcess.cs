using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.LoadTest.Platforms;

/// <summary>
/// The grains in this process, on a silo and a database of their own, without REST, and without a gateway unless the
/// scenario adds it: what is measured is the grain and its storage. Configuration comes from the environment, as with the server.
/// </summary>
internal sealed class PlatformInProcess : IAsyncDisposable
{
    public const string Workspace = "load";

    private readonly WebApplication _app;
    private readonly string _folder;

    private PlatformInProcess(WebApplication app, string folder) => (_app, _folder) = (app, folder);

    public IServiceProvider Services => _app.Services;

    public IGrainRows Rows => _app.Services.GetRequiredService<IGrainRows>();

    private IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    /// <param name="configure">What the scenario needs besides.</param>
    /// <param name="settings">Configuration keys and values that are different from the defaults.</param>
    public static async Task<PlatformInProcess> StartAsync(Action<WebApplicationBuilder>? configure = null, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("orleansrealtime-load-").FullName;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Data:Folder"] = folder;
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        // Nobody calls it, but a port that is taken would keep it from starting.
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRealtimeStorage();
        builder.AddNode();
        builder.Services.AddEntityAccess();
        configure?.Invoke(builder);
        var platform = new PlatformInProcess(builder.Build(), folder);
        await platform._app.StartAsync();
        return platform;
    }

    public static EntityKey KeyOf(string id) => new(Workspace, "workitem", id);

    public IEntityGrain Entity(string id) => Grains.GetGrain<IEntityGrain>(KeyOf(id).ToString());

    public IUserGrain User(string user) => Grains.GetGrain<IUserGrain>(new UserKey(Workspace, user).ToString());

    /// <summary>Applies a mutation that has to go through.</summary>
    public async Task<EntityOutcome> MutateAsync(string id, EntityMutation mutation, string? actor = null)
    {
        var outcome = await Entity(id).Mutate(new(mutation, Precondition.None, null, actor));
        return outcome.Error is null ? outcome : throw new InvalidOperationException($"A mutation of {id} was refused: {outcome.Error}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
