using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Storage;

/// <summary>Orleans' AdoNet storage under a name of its own, and in front of it, under the name that grains use, the writer gate.</summary>
internal static class GrainStorageRegistration
{
    private const string AdoNet = StorageNames.Grains + ".adonet";

    public static void AddGrainStorage(IServiceCollection services)
    {
        services.AddAdoNetGrainStorage(AdoNet, builder => builder.Configure<SqliteDatabase, JsonGrainStorageSerializer>(
            (options, database, serializer) =>
            {
                // Orleans' name for SQLite; what it loads is Microsoft.Data.Sqlite.
                options.Invariant = "System.Data.SQLite";
                options.DataSource = new SqliteDataSource(database);
                options.GrainStorageSerializer = serializer;
            }));
        // For this storage only: the id under which its rows lie is a matter of the data folder, not of the cluster.
        services.AddKeyedSingleton(AdoNet, (provider, _) =>
            new ClusterOptions { ServiceId = provider.GetRequiredService<IOptions<StorageOptions>>().Value.ServiceId });
        services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Grains,
            (provider, _) => new GatedGrainStorage(
                provider.GetRequiredKeyedService<IGrainStorage>(AdoNet), provider.GetRequiredService<SqliteDatabase>()));
    }
}
