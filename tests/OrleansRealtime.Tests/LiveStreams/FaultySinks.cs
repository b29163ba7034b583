using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>
/// Puts a <see cref="FaultySink"/> between any owner and this process, for grains that know nothing of faults: it stands before the process's
/// own sink, and owners are given the reference to it.
/// </summary>
public class FaultySinks : DispatchProxy
{
    private IGrainFactory _grains = null!;
    private Faults _faults = null!;

    // Orleans holds an observer weakly.
    private FaultySink? _sink;

    internal static void PutBefore(IServiceCollection services, string provider, Faults faults)
    {
        services.Remove(services.Single(service => service.ServiceType == typeof(LiveSubscriptions) && Equals(service.ServiceKey, provider)));
        services.AddKeyedSingleton(provider, (host, _) => new LiveSubscriptions(
            provider,
            host.GetRequiredService<IOptionsMonitor<LiveStreamOptions>>().Get(provider),
            host.GetRequiredKeyedService<LiveStreamMetrics>(provider),
            Of(host.GetRequiredService<IGrainFactory>(), faults),
            host.GetRequiredService<TimeProvider>(),
            host.GetRequiredService<ILogger<LiveSubscriptions>>()));
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (args is [ILiveSink sink] && targetMethod!.Name == nameof(IGrainFactory.CreateObjectReference)) args = [_sink = new(sink, _faults)];
        return targetMethod!.Invoke(_grains, BindingFlags.DoNotWrapExceptions, null, args, null);
    }

    private static IGrainFactory Of(IGrainFactory grains, Faults faults)
    {
        var factory = Create<IGrainFactory, FaultySinks>();
        var proxy = (FaultySinks)(object)factory;
        (proxy._grains, proxy._faults) = (grains, faults);
        return factory;
    }
}
