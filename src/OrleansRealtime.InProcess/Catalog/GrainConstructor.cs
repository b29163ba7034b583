using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Activations;
using OrleansRealtime.InProcess.Storage;

namespace OrleansRealtime.InProcess.Catalog;

/// <summary>Constructs grains of one class: persistent state from the engine, everything else from the activation's services.</summary>
internal sealed class GrainConstructor
{
    private readonly ConstructorInvoker _invoker;
    private readonly Func<Activation, object?>[] _arguments;

    public GrainConstructor(Type type)
    {
        var constructor = Of(type) ?? throw new InvalidOperationException($"{type} has no single public constructor.");
        _invoker = ConstructorInvoker.Create(constructor);
        _arguments = Array.ConvertAll(constructor.GetParameters(), Argument);
    }

    /// <summary>The only public constructor, or the one that is marked; null if that is not clear.</summary>
    public static ConstructorInfo? Of(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.Length == 1
            ? constructors[0]
            : constructors.SingleOrDefault(constructor => constructor.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)));
    }

    public object Construct(Activation activation) =>
        _invoker.Invoke(Array.ConvertAll(_arguments, argument => argument(activation)).AsSpan());

    private static Func<Activation, object?> Argument(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } name)
        {
            return PersistentStateFactory.Of(type, name);
        }

        if (type == typeof(IGrainContext))
        {
            return activation => activation;
        }

        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } key)
        {
            return activation => activation.ActivationServices.GetRequiredKeyedService(type, key.Key);
        }

        return parameter.HasDefaultValue
            ? activation => activation.ActivationServices.GetService(type) ?? parameter.DefaultValue
            : activation => activation.ActivationServices.GetRequiredService(type);
    }
}
