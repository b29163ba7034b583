using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansRealtime.InProcess.Scheduling;

namespace OrleansRealtime.InProcess.Storage;

/// <summary>State that the engine reads before it activates the grain.</summary>
internal interface IStoredState
{
    Task ReadStateAsync(CancellationToken cancellationToken);
}

/// <summary>One record of a grain. Operations run one after another in the order of the calls, each in a turn of its own.</summary>
internal sealed class PersistentState<TState>(string name, GrainId grainId, IGrainStorage storage) : IPersistentState<TState>, IStoredState
    where TState : new()
{
    private readonly GrainState<TState> _record = new(new TState());
    private Task _last = Task.CompletedTask;
    private bool _read;

    public TState State
    {
        get
        {
            ActivationScheduler.ThrowIfOutsideGrains();
            return _record.State!;
        }

        set
        {
            ActivationScheduler.ThrowIfOutsideGrains();
            _record.State = value;
        }
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _read ? _record.RecordExists : throw new InvalidOperationException($"The state '{name}' is not read yet.");

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => Enqueue(
        async () =>
        {
            await storage.ReadStateAsync(name, grainId, _record, cancellationToken);
            _read = true;
        },
        "read",
        cancellationToken);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task WriteStateAsync(CancellationToken cancellationToken) =>
        Enqueue(() => storage.WriteStateAsync(name, grainId, _record, cancellationToken), "written", cancellationToken);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ClearStateAsync(CancellationToken cancellationToken) =>
        Enqueue(() => storage.ClearStateAsync(name, grainId, _record, cancellationToken), "cleared", cancellationToken);

    private Task Enqueue(Func<Task> operation, string what, CancellationToken cancellationToken)
    {
        ActivationScheduler.ThrowIfOutsideGrains();
        return _last = RunAsync(_last, operation, what, cancellationToken);
    }

    private async Task RunAsync(Task before, Func<Task> operation, string what, CancellationToken cancellationToken)
    {
        // Never within the calling turn, also when nothing is under way: what that turn still changes is in the write, on both engines.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            await operation();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not OrleansException)
        {
            throw new OrleansException($"The state '{name}' of {grainId} could not be {what}: {exception.Message}", exception);
        }
    }
}
