using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Activations;
using OrleansRealtime.InProcess.Calls;
using OrleansRealtime.InProcess.Catalog;
using OrleansRealtime.InProcess.Observers;

namespace OrleansRealtime.InProcess.Hosting;

/// <summary>One assembly whose grains the engine runs.</summary>
internal sealed record GrainAssembly(Assembly Assembly);

/// <summary>The parts of the engine, each made once.</summary>
internal sealed class InProcessEngine
{
    private readonly ConcurrentDictionary<Type, InterfaceMethods> _interfaces = new();

    public InProcessEngine(
        IServiceProvider services, IOptions<InProcessEngineOptions> options, IEnumerable<GrainAssembly> assemblies, TimeProvider time,
        ILoggerFactory loggers)
    {
        Services = services;
        Options = options.Value;
        Time = time;
        Logger = loggers.CreateLogger<InProcessEngine>();
        CallLogger = loggers.CreateLogger<Call>();
        Timeouts = new(time);
        Catalog = new(assemblies.Select(part => part.Assembly), Options);
        Grains = new(this);
    }

    public IServiceProvider Services { get; }

    public InProcessEngineOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public ILogger CallLogger { get; }

    public CallTimeouts Timeouts { get; }

    public GrainCatalog Catalog { get; }

    public ActivationDirectory Grains { get; }

    public ObserverRegistry Observers { get; } = new();

    public Reference Refer(GrainId grainId, Type interfaceType, IMailbox mailbox) =>
        Reference.To(grainId, _interfaces.GetOrAdd(interfaceType, static (type, engine) => new(type, engine), this), mailbox, this);
}
