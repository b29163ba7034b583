using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace OrleansRealtime.Storage;

/// <summary>The grain storage of the in-process engine.</summary>
internal static class GrainStorageRegistration
{
    public static void AddGrainStorage(IServiceCollection services) => services.AddKeyedSingleton<IGrainStorage>(
        StorageNames.Grains,
        (provider, _) => ActivatorUtilities.CreateInstance<DatabaseGrainStorage>(provider));
}
