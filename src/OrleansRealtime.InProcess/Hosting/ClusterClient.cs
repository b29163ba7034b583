using Orleans;
using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Hosting;

/// <summary>Makes references; the same one serves grains and those outside.</summary>
internal sealed class ClusterClient(InProcessEngine engine) : IClusterClient
{
    public IServiceProvider ServiceProvider => engine.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        grainClassNamePrefix is null
            ? (TGrainInterface)GetGrain(typeof(TGrainInterface), primaryKey)
            : throw new NotSupportedException("The in-process engine finds grain classes by their interface alone.");

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey)
    {
        ArgumentNullException.ThrowIfNull(grainInterfaceType);
        ArgumentException.ThrowIfNullOrWhiteSpace(grainPrimaryKey);
        var grainClass = engine.Catalog.ClassOf(grainInterfaceType);
        return (IGrain)(object)engine.Refer(GrainId.Create(grainClass.GrainType, grainPrimaryKey), grainInterfaceType, engine.Grains);
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (!typeof(TGrainObserverInterface).IsInterface || obj is not TGrainObserverInterface)
        {
            throw new ArgumentException(
                $"{obj.GetType()} does not implement the observer interface {typeof(TGrainObserverInterface)}.", nameof(obj));
        }

        return (TGrainObserverInterface)(object)engine.Refer(engine.Observers.Add(obj), typeof(TGrainObserverInterface), engine.Observers);
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => engine.Observers.Remove(obj);
}
