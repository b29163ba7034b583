using System.Collections.Frozen;
using System.Reflection;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.InProcess.Calls;

/// <summary>All that can be called through an interface, its bases included.</summary>
internal sealed class InterfaceMethods
{
    private readonly FrozenDictionary<MethodInfo, CallMethod> _methods;

    public InterfaceMethods(Type interfaceType, InProcessEngine engine)
    {
        InterfaceType = interfaceType;
        _methods = All(interfaceType).ToFrozenDictionary(method => method, method => CallMethod.Of(method, engine));
    }

    public Type InterfaceType { get; }

    public CallMethod this[MethodInfo method] => _methods[method];

    public static IEnumerable<MethodInfo> All(Type interfaceType) =>
        interfaceType.GetInterfaces().Prepend(interfaceType).SelectMany(type => type.GetMethods()).Where(method => !method.IsStatic);
}
