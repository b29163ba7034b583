using Microsoft.Extensions.Hosting;
using OrleansRealtime.InProcess.Catalog;

namespace OrleansRealtime.InProcess.Hosting;

/// <summary>Starts and stops the engine with the process.</summary>
internal sealed class EngineHost(InProcessEngine engine) : IHostedService, IDisposable
{
    private ITimer? _collection;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        StartCheck.ThrowIfUnsupported(engine.Catalog);
        engine.Grains.Open();
        var quantum = engine.Options.CollectionQuantum;
        _collection = engine.Time.CreateTimer(
            static engine => ((InProcessEngine)engine!).Grains.DeactivateIdle(), engine, quantum, quantum);
        EngineLog.Started(engine.Logger, engine.Catalog.Classes.Count);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _collection?.Dispose();

        // What deactivation itself may take, plus the calls that finish before it; the host's own patience ends it too.
        using var timeout = new CancellationTokenSource(engine.Options.DeactivationTimeout, engine.Time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        if (await engine.Grains.CloseAsync(patience.Token) is var left and not 0)
        {
            EngineLog.StoppedEarly(engine.Logger, left);
        }
    }

    public void Dispose() => _collection?.Dispose();
}
