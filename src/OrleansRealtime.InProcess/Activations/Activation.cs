using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Catalog;
using OrleansRealtime.InProcess.Hosting;
using OrleansRealtime.InProcess.Scheduling;
using OrleansRealtime.InProcess.Storage;
using OrleansRealtime.InProcess.Timers;

namespace OrleansRealtime.InProcess.Activations;

/// <summary>
/// One grain in memory: the object, its turns, what waits for it, and its life. Everything shared between threads is guarded by the gate;
/// the grain's own code runs in turns and never under the gate.
/// </summary>
internal sealed partial class Activation : IGrainContext
{
    private readonly Lock _gate = new();
    private readonly GrainClass _class;
    private readonly InProcessEngine _engine;
    private readonly ActivationScheduler _turns;
    private readonly AsyncServiceScope _services;
    private readonly List<IStoredState> _storedStates = [];
    private readonly HashSet<GrainTimer> _timers = [];
    private ActivationState _state;

    public Activation(GrainId grainId, GrainClass grainClass, InProcessEngine engine)
    {
        GrainId = grainId;
        _class = grainClass;
        _engine = engine;
        _turns = new(this);
        _services = engine.Services.CreateAsyncScope();
        _lastUse = engine.Time.GetTimestamp();
    }

    public GrainId GrainId { get; }

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => _services.ServiceProvider;

    public static Activation Of(IGrainContext context) =>
        context as Activation ?? throw new InvalidOperationException($"{context.GetType()} is not an activation of the in-process engine.");

    /// <summary>A reference by which others call this grain.</summary>
    public TGrainInterface Self<TGrainInterface>() =>
        (TGrainInterface)(object)_engine.Refer(GrainId, typeof(TGrainInterface), _engine.Grains);

    /// <summary>State that is to be read before the grain is activated.</summary>
    public void Add(IStoredState state) => _storedStates.Add(state);

    public GrainTimer AddTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options, _engine);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Remove(GrainTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"{GrainId} ({_state})";
}
