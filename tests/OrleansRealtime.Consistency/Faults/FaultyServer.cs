using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansRealtime.Contracts;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Server;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>The whole server as its Program makes it, with faults put between its parts from outside: nothing in it knows of them.</summary>
/// <param name="settings">Configuration keys and values.</param>
internal sealed class FaultyServer(Nemesis nemesis, IEnumerable<(string Key, string Value)> settings) : WebApplicationFactory<DataPaths>
{
    /// <summary>May do everything everywhere.</summary>
    public const string ApiKey = "converge-key-for-everything-01";

    /// <summary>What stands in front of the server's sockets.</summary>
    public IStartupFilter? Sockets { get; init; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseContentRoot(BuiltServer.ContentRoot);
        builder.UseSetting("Auth:ApiKeys:0:Key", ApiKey);
        builder.UseSetting("Auth:ApiKeys:0:Workspaces:0", "*");
        // The least: what waits in the transport can no longer be coalesced, and a slow reader is to fall behind.
        builder.UseSetting("Gateway:TransportBuffer", "4096");
        builder.UseSetting("Shutdown:Pause", "00:00:00");
        // Its clients send no pings by a clock that jumps.
        builder.UseSetting("Gateway:MaxSilence", "01:00:00");
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
        builder.ConfigureServices(services =>
        {
            services.AddSingleton(nemesis.Time);
            services.AddLogging(logging => logging.ClearProviders());
            services.AddSingleton<IHostLifetime, Lifetime>();
            if (Sockets is not null) services.AddSingleton(Sockets);
            services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.RenewalInterval = LiveStreamOptions.MinRenewalInterval);
            var storageFaults = new StorageNemesis(nemesis);
            services.PutInFront<IGrainStorage>(StorageNames.Grains, storage => new FaultyGrainStorage(storage, storageFaults));
            services.PutInFront<IGrainRows>(null, rows => new FaultyGrainRows(rows, storageFaults));
            if (settings.Any(setting => setting is ("Data:Store", StorageOptions.Postgres))) services.BeAlone();
            services.PutInFront<IPresenceSource>(null, rooms => new FaultyPresence(rooms, nemesis));
            services.PutInFront<ILiveSink>(LiveStreamNames.Provider, sink => new FaultySink(sink, nemesis));
            services.AddSingleton<IOutgoingGrainCallFilter>(new FaultyLeaseCalls(nemesis));
        });
    }

    protected override IHost CreateHost(IHostBuilder builder) => new StoppedOnce(base.CreateHost(builder));

    /// <summary>Has the server's Program stop and let go of everything, and waits for that. To stop the host from outside, too, would stop
    /// everything twice at the same time, and nothing in the server expects that.</summary>
    private sealed class StoppedOnce(IHost host) : IHost
    {
        private readonly Lifetime _lifetime = (Lifetime)host.Services.GetRequiredService<IHostLifetime>();
        private readonly IHostApplicationLifetime _application = host.Services.GetRequiredService<IHostApplicationLifetime>();

        public IServiceProvider Services => host.Services;

        public Task StartAsync(CancellationToken cancellationToken = default) => host.StartAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken = default)
        {
            _application.StopApplication();
            return _lifetime.Gone;
        }

        public void Dispose()
        {
        }
    }

    /// <summary>The first of the host's services to be made, and so the last to go. A signal is for the tool that runs the server, not for the
    /// server in it.</summary>
    private sealed class Lifetime : IHostLifetime, IDisposable
    {
        private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Gone => _gone.Task;

        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _gone.TrySetResult();
    }
}
