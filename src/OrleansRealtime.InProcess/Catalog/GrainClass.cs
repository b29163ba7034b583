using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Activations;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.InProcess.Catalog;

/// <summary>What the engine knows of a grain class.</summary>
internal sealed class GrainClass
{
    private readonly Lazy<GrainConstructor> _constructor;

    public GrainClass(Type type, InProcessEngineOptions options)
    {
        Type = type;
        GrainType = GrainType.Create(NameByConvention(type));
        Reentrant = type.IsDefined(typeof(ReentrantAttribute));
        CollectionAge = type.IsDefined(typeof(KeepAliveAttribute))
            ? null
            : type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit ?? options.CollectionAge;
        _constructor = new(() => new(type));
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool Reentrant { get; }

    /// <summary>How long an activation may be idle; null for ever.</summary>
    public TimeSpan? CollectionAge { get; }

    public object Construct(Activation activation) => _constructor.Value.Construct(activation);

    private static string NameByConvention(Type type)
    {
        // In lower case, as the other engine has it: GrainId.ToString() is to read alike.
        var name = type.Name.ToLowerInvariant();
        const string Ending = "grain";
        return name.Length > Ending.Length && name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length] : name;
    }
}
