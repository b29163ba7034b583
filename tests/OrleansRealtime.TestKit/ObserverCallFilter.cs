using System.Runtime.CompilerServices;
using Orleans.Serialization.Invocation;

namespace OrleansRealtime.TestKit;

/// <summary>
/// Has the calls that reach a silo's own observers go to something that stands before them: what a test puts between those who call and those
/// who are called, while neither knows of it. A service of the silo, as <see cref="IIncomingGrainCallFilter"/>.
/// </summary>
/// <param name="around">Makes what stands before an observer; asked once for each.</param>
internal sealed class ObserverCallFilter<TObserver>(Func<TObserver, TObserver> around) : IIncomingGrainCallFilter
    where TObserver : class, IGrainObserver
{
    private readonly ConditionalWeakTable<TObserver, Target> _targets = [];

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is TObserver observer && context.Request.GetInterfaceType() == typeof(TObserver))
            context.Request.SetTarget(_targets.GetValue(observer, real => new(around(real))));
        return context.Invoke();
    }

    private sealed class Target(TObserver observer) : ITargetHolder
    {
        public object GetTarget() => observer;

        public object? GetComponent(Type componentType) => null;
    }
}
