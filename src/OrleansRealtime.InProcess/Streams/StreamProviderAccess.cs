using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans;

/// <summary>A grain's way to a stream provider.</summary>
public static class GrainStreamingExtensions
{
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => GetStreamProvider((IGrainBase)grain, name);

    public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return Find(grain.GrainContext.ActivationServices, name);
    }

    internal static IStreamProvider Find(IServiceProvider services, string name) =>
        services.GetKeyedService<IStreamProvider>(name) ?? throw new KeyNotFoundException($"There is no stream provider '{name}'.");
}

/// <summary>The way to a stream provider from outside the grains.</summary>
public static class ClientStreamingExtensions
{
    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name)
    {
        ArgumentNullException.ThrowIfNull(client);
        return GrainStreamingExtensions.Find(client.ServiceProvider, name);
    }
}
