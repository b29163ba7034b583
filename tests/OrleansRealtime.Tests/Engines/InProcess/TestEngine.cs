using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.Tests.Engines;

/// <summary>One running engine with all grains of the solution and of these tests; here the in-process one.</summary>
public sealed class TestEngine : IAsyncDisposable
{
    private readonly IHost _host;

    private TestEngine(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public static async Task<TestEngine> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        configure?.Invoke(builder.Services);
        builder.Services.AddInProcessEngine(GrainAssemblies());
        var engine = new TestEngine(builder.Build());
        await engine._host.StartAsync();
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static Assembly[] GrainAssemblies()
    {
        HashSet<Assembly> found = [];
        Find(typeof(TestEngine).Assembly);
        return [.. found];

        void Find(Assembly assembly)
        {
            if (found.Add(assembly))
            {
                foreach (var name in assembly.GetReferencedAssemblies().Where(IsOurs))
                {
                    Find(Assembly.Load(name));
                }
            }
        }
    }

    private static bool IsOurs(AssemblyName name) => name.Name!.StartsWith("OrleansRealtime.", StringComparison.Ordinal);
}
