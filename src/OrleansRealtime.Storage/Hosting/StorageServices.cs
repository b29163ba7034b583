using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Lineage;
using OrleansRealtime.Storage.PostgreSql;
using OrleansRealtime.Storage.Secrets;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Storage.Hosting;

/// <summary>Registration, on the services of the silo.</summary>
public static class StorageServices
{
    /// <summary>
    /// Adds the grain storage <see cref="StorageNames.Grains"/> and <see cref="IGrainRows"/> on the database that the section
    /// <see cref="StorageOptions.Section"/> of the configuration names. A start on one that cannot serve ends with
    /// <see cref="StorageStartException"/>.
    /// </summary>
    public static IServiceCollection AddRealtimeStorage(this IServiceCollection services, Action<StorageOptions>? configure = null)
    {
        services.AddOptions<StorageOptions>()
            .BindConfiguration(StorageOptions.Section)
            .Configure(configure ?? (_ => { }))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton(ClusterTimings.Clock, TimeProvider.System);
        services.AddOptionsWithValidateOnStart<ClusterSettings, ClusterSettingsValidator>().BindConfiguration(ClusterSettings.Section);
        services.AddMetrics();
        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<ServiceSession>();
        services.AddSingleton<PostgreSqlDatabase>();
        services.AddSingleton<IGrainDatabase>(provider => IsPostgres(provider)
            ? provider.GetRequiredService<PostgreSqlDatabase>()
            : provider.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<IAdoNetDatabase>(provider => IsPostgres(provider)
            ? provider.GetRequiredService<PostgreSqlDatabase>()
            : provider.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<IGrainRows, GrainRows>();
        services.AddSingleton<DatabaseLineage>();
        services.AddSingleton<IDatabaseLineage>(provider => provider.GetRequiredService<DatabaseLineage>());
        services.AddSingleton<IStoreHealth, StoreHealth>();
        services.AddSingleton<JsonGrainStorageSerializer>();
        services.AddSingleton<IProcessEnd, ProcessEnd>();
        services.AddHostedService<StorageStartup>();
        services.AddSingleton<IStanding, SoleStanding>();
        services.AddSingleton<ClusterClock>();
        services.AddSingleton<IClusterView, SoleClusterView>();
        services.AddSingleton<ClusterWarnings>();
        services.AddHostedService(provider => provider.GetRequiredService<ClusterWarnings>());
        services.AddSingleton<ISharedSecrets, SharedSecrets>();
        GrainStorageRegistration.AddGrainStorage(services);
        return services;

        static bool IsPostgres(IServiceProvider provider) =>
            provider.GetRequiredService<IOptions<StorageOptions>>().Value.Store == StorageOptions.Postgres;
    }
}
