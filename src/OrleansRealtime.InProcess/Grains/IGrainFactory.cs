namespace Orleans;

/// <summary>Makes references. A reference costs nothing and activates nothing; only a call does.</summary>
public interface IGrainFactory
{
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);

    /// <summary>Makes an object callable from grains. Only a weak reference to it is kept: hold it as long as it shall be called.</summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends what <see cref="CreateObjectReference{T}"/> began; takes the reference that it gave.</summary>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}

/// <summary>The way to the grains from outside them.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}
