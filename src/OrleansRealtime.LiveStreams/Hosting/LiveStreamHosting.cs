using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Metadata;
using Orleans.Streams;
using OrleansRealtime.LiveStreams.Publishing;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.LiveStreams.Hosting;

public static class LiveStreamHosting
{
    /// <summary>
    /// Adds a live stream provider to a silo, to a client, or to a process that is both. Silos and clients need the same mapping.
    /// </summary>
    /// <param name="services">Those of the silo's or client's host.</param>
    /// <param name="name">What <c>GetStreamProvider(name)</c> finds it by.</param>
    /// <param name="configure">Says at least which grain interface owns which namespace.</param>
    public static IServiceCollection AddLiveStreams(this IServiceCollection services, string name, Action<LiveStreamOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);

        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<LiveStreamOptions>(name).Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LiveStreamOptions>>(new LiveStreamOptionsValidator(name));

        services.AddKeyedSingleton(name, (provider, _) => new LiveStreamMetrics(name, provider.GetRequiredService<IMeterFactory>()));
        services.AddKeyedSingleton(name, (provider, _) => new LivePublishing(
            name,
            Options(provider),
            Metrics(provider),
            Time(provider),
            provider.GetRequiredService<ILogger<PublishedStream>>(),
            Nearest(provider)));
        // One for all providers, and only silos ask for it.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureGrainContextProvider, LivePublisherBinding>(
            provider => new(provider.GetRequiredService<GrainClassMap>(), provider)));
        services.AddKeyedSingleton(name, (provider, _) => new LiveSubscriptions(
            name,
            Options(provider),
            Metrics(provider),
            provider.GetRequiredService<IGrainFactory>(),
            Time(provider),
            provider.GetRequiredService<ILogger<LiveSubscriptions>>()));
        services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredKeyedService<LiveSubscriptions>(name).Sink);
        services.AddKeyedSingleton<ILostSilos>(name, (provider, _) => provider.GetRequiredKeyedService<LiveSubscriptions>(name));
        services.AddKeyedSingleton<IStreamProvider>(name, (provider, _) => new LiveStreamProvider(
            name,
            Options(provider),
            provider.GetRequiredService<IGrainContextAccessor>(),
            provider.GetRequiredKeyedService<LiveSubscriptions>(name)));
        services.AddSingleton<IHostedService>(provider =>
            new LiveStreamShutdown(provider.GetRequiredKeyedService<LiveSubscriptions>(name)));
        return services;

        LiveStreamOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptionsMonitor<LiveStreamOptions>>().Get(name);

        // Keyed by the provider's name first: a test moves the time of live streams and not that of the silo under it.
        TimeProvider Time(IServiceProvider provider) =>
            provider.GetKeyedService<TimeProvider>(name) ?? provider.GetRequiredService<TimeProvider>();

        Func<ILiveSink, ILiveSink> Nearest(IServiceProvider provider)
        {
            var (subscriptions, own) = (provider.GetRequiredKeyedService<LiveSubscriptions>(name), provider.GetRequiredKeyedService<ILiveSink>(name));
            return sink => subscriptions.IsOwn(sink) ? own : sink;
        }

        LiveStreamMetrics Metrics(IServiceProvider provider) => provider.GetRequiredKeyedService<LiveStreamMetrics>(name);
    }
}
