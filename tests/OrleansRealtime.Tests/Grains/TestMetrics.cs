using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Grains;

namespace OrleansRealtime.Tests.Grains;

/// <summary>Meters of parts of grains that are tested without a silo.</summary>
internal static class TestMetrics
{
    public static readonly GrainsMetrics Grains =
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), TimeProvider.System);
}
