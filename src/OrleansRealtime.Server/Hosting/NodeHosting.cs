using Orleans.Dashboard;
using OrleansRealtime.Gateway.Hosting;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.Server.Telemetry;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.Server.Hosting;

/// <summary>Microsoft Orleans: what this process is in it. The store decides: SQLite is one silo alone, PostgreSQL always a cluster, also of
/// one.</summary>
internal static class NodeHosting
{
    /// <returns>What was configured; the options' validation has not run yet.</returns>
    public static ClusterSettings AddNode(this IHostApplicationBuilder builder)
    {
        var cluster = builder.Configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>() ?? new();
        var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
        // What it costs is paid by those alone who have traces.
        var isTraced = TelemetryHosting.IsTraced(builder.Configuration);
        var hasDashboard = builder.Configuration.GetSection(PageOptions.Section).Get<PageOptions>() is { Orleans: true };
        if (storage.Store != StorageOptions.Postgres)
        {
            builder.UseOrleans(silo =>
            {
                silo.UseSoleSilo();
                if (isTraced) silo.AddActivityPropagation();
                if (hasDashboard) silo.AddDashboard(OrleansPages.Configure);
            });
            builder.Services.AddRealtimeGrains();
        }
        else if (cluster.HasGrains)
        {
            builder.UseOrleans(silo =>
            {
                silo.UseClusterSilo(cluster, storage.ServiceId);
                silo.AddClusterFilters();
                if (isTraced) silo.AddActivityPropagation();
                if (hasDashboard) silo.AddDashboard(OrleansPages.Configure);
            });
            builder.Services.AddRealtimeGrains();
        }
        else
        {
            builder.Services.AddRepeatedCalls();
            builder.UseOrleansClient(client =>
            {
                client.UseCluster(cluster, storage.ServiceId);
                if (isTraced) client.AddActivityPropagation();
                if (hasDashboard) client.AddDashboard(OrleansPages.Configure);
            });
            builder.Services.AddRealtimeGrainClient();
        }

        return cluster;
    }
}
