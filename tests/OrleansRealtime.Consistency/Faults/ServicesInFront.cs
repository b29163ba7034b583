using Microsoft.Extensions.DependencyInjection;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>Puts something in front of a service of the server, which knows nothing of it.</summary>
internal static class ServicesInFront
{
    /// <summary>In front of the service that was registered last under this type and key.</summary>
    public static void PutInFront<T>(this IServiceCollection services, object? key, Func<T, T> around)
        where T : class
    {
        var real = services.Last(service => service.ServiceType == typeof(T) && Equals(service.ServiceKey, key));
        services.Remove(real);
        if (key is null) services.AddSingleton(provider => around(Make(provider)));
        else services.AddKeyedSingleton(key, (provider, _) => around(Make(provider)));

        T Make(IServiceProvider provider) => (T)(real switch
        {
            { IsKeyedService: true, KeyedImplementationFactory: { } make } => make(provider, key),
            { IsKeyedService: false, ImplementationFactory: { } make } => make(provider),
            { IsKeyedService: false, ImplementationType: { } type } => ActivatorUtilities.CreateInstance(provider, type),
            _ => throw new InvalidOperationException($"Nobody knows how {typeof(T)} is made."),
        });
    }
}
