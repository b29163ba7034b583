using Microsoft.Extensions.Hosting;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Storage.Hosting;

/// <summary>
/// Opens the database before any other service of the host starts, so that what is wrong with it is the first thing said, and marks it while
/// it is served and once more after the last of the others has stopped.
/// </summary>
internal sealed class StorageStartup(IGrainDatabase database, DatabaseLineage lineage) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _marking = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await lineage.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _marking = lineage.MarkForeverAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        // A host may be stopped again when it was disposed of already.
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        // A database that does not answer must not hold up the end of the process for longer than the host does.
        await _marking.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await lineage.MarkLastAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>For a host that was not stopped. The source itself has nothing to let go of, and may still be asked.</summary>
    public void Dispose() => _stop.Cancel();
}
