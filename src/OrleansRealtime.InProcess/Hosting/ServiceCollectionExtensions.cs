using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;

namespace OrleansRealtime.InProcess.Hosting;

/// <summary>Registers the engine.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Runs the grains of these assemblies in this process.</summary>
    public static IServiceCollection AddInProcessEngine(this IServiceCollection services, params Assembly[] grainAssemblies) =>
        services.AddInProcessEngine(static _ => { }, grainAssemblies);

    /// <inheritdoc cref="AddInProcessEngine(IServiceCollection, Assembly[])"/>
    public static IServiceCollection AddInProcessEngine(
        this IServiceCollection services, Action<InProcessEngineOptions> configure, params Assembly[] grainAssemblies)
    {
        ArgumentNullException.ThrowIfNull(grainAssemblies);
        services.AddLogging();
        services.AddOptions<InProcessEngineOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<InProcessEngineOptions>, InProcessEngineOptionsValidator>());
        foreach (var assembly in grainAssemblies)
        {
            services.AddSingleton(new GrainAssembly(assembly));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InProcessEngine>();
        services.TryAddSingleton<IClusterClient, ClusterClient>();
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineHost>());
        return services;
    }
}
