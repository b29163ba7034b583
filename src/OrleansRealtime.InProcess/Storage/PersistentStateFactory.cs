using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansRealtime.InProcess.Activations;

namespace OrleansRealtime.InProcess.Storage;

/// <summary>Gives a grain under construction the state that a parameter asks for.</summary>
internal static class PersistentStateFactory
{
    public static Func<Activation, object?> Of(Type parameterType, PersistentStateAttribute name)
    {
        var state = typeof(PersistentState<>).MakeGenericType(parameterType.GetGenericArguments());
        return activation =>
        {
            var record = (IStoredState)Activator.CreateInstance(state, name.StateName, activation.GrainId, StorageOf(activation, name))!;
            activation.Add(record);
            return record;
        };
    }

    private static IGrainStorage StorageOf(Activation activation, PersistentStateAttribute name)
    {
        var services = activation.ActivationServices;
        return (name.StorageName is null ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(name.StorageName))
            ?? throw new InvalidOperationException(
                $"{activation.GrainId} keeps '{name.StateName}' in the storage '{name.StorageName}', but no IGrainStorage has that key.");
    }
}
