using System.Collections.Frozen;
using System.Reflection;
using Orleans;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.InProcess.Catalog;

/// <summary>The grain classes, and which interface leads to which.</summary>
internal sealed class GrainCatalog
{
    private readonly FrozenDictionary<Type, GrainClass[]> _byInterface;
    private readonly FrozenDictionary<GrainType, GrainClass> _byName;

    public GrainCatalog(IEnumerable<Assembly> assemblies, InProcessEngineOptions options)
    {
        var types = assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()).ToArray();
        Classes = [.. types.Where(IsGrainClass).Select(type => new GrainClass(type, options))];
        ObserverInterfaces = [.. types.Where(IsObserverInterface)];
        _byInterface = Classes
            .SelectMany(grainClass => InterfacesOf(grainClass.Type).Select(type => (type, grainClass)))
            .GroupBy(pair => pair.type, pair => pair.grainClass)
            .ToFrozenDictionary(classes => classes.Key, classes => classes.ToArray());

        // Two classes of one name are refused at start; until then the first stands for both.
        _byName = Classes.DistinctBy(grainClass => grainClass.GrainType).ToFrozenDictionary(grainClass => grainClass.GrainType);
    }

    public IReadOnlyList<GrainClass> Classes { get; }

    public IReadOnlyList<Type> ObserverInterfaces { get; }

    public IEnumerable<Type> GrainInterfaces => _byInterface.Keys;

    public static IEnumerable<Type> InterfacesOf(Type grainClass) =>
        grainClass.GetInterfaces().Where(type =>
            type.IsAssignableTo(typeof(IAddressable)) && type.Assembly != typeof(IAddressable).Assembly);

    public GrainClass this[GrainType name] => _byName[name];

    /// <summary>The class behind an interface: the only one, or the one that is named like it.</summary>
    public GrainClass ClassOf(Type interfaceType)
    {
        var classes = _byInterface.GetValueOrDefault(interfaceType, []);
        return classes.Length == 1
            ? classes[0]
            : classes.SingleOrDefault(grainClass => interfaceType.Name == "I" + grainClass.Type.Name)
            ?? throw new ArgumentException(
                classes.Length == 0
                    ? $"No grain class of the given assemblies implements {interfaceType}."
                    : $"Several grain classes implement {interfaceType}: "
                        + string.Join(", ", classes.Select(grainClass => grainClass.Type)));
    }

    private static bool IsObserverInterface(Type type) =>
        type.IsInterface && type != typeof(IGrainObserver) && type.IsAssignableTo(typeof(IGrainObserver));

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGrainBase)) && InterfacesOf(type).Any();
}
