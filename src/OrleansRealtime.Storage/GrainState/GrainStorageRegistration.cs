using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>Orleans' AdoNet storage under a name of its own, and before it, under the name that grains use, <see cref="ScheduledGrainStorage"/>.</summary>
internal static class GrainStorageRegistration
{
    private const string AdoNet = StorageNames.Grains + ".adonet";

    public static void AddGrainStorage(IServiceCollection services)
    {
        services.AddAdoNetGrainStorage(AdoNet, builder => builder.Configure<IAdoNetDatabase, JsonGrainStorageSerializer>(
            (options, database, serializer) =>
            {
                options.Invariant = database.Invariant;
                options.DataSource = new AdoNetDataSource(database);
                options.GrainStorageSerializer = serializer;
            }));
        // For this storage only: the id under which its rows lie is a matter of the data, not of the cluster.
        services.AddKeyedSingleton(AdoNet, (provider, _) =>
            new ClusterOptions { ServiceId = provider.GetRequiredService<IOptions<StorageOptions>>().Value.ServiceId });
        services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Grains,
            (provider, _) => new ScheduledGrainStorage(
                provider.GetRequiredKeyedService<IGrainStorage>(AdoNet),
                provider.GetRequiredService<IAdoNetDatabase>(),
                provider.GetRequiredService<StorageMetrics>()));
    }
}
