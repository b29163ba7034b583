using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>A program on the .NET client that watches everything for as long as the run lasts. What comes and goes is the client's affair;
/// whether what it showed was right the checker finds out.</summary>
internal sealed class LibraryViewer : IAsyncDisposable
{
    /// <summary>None of those who have an inbox, or are asked whether they are there.</summary>
    private const string User = "library";

    private readonly Session _session;
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ViewStatus> _shown = new();
    private readonly Task _watching;

    /// <param name="address">Where the server is, over all its lives.</param>
    public LibraryViewer(Session session, Uri address)
    {
        _session = session;
        _services = new ServiceCollection()
            .AddRealtimeClient(options => (options.Url, options.Workspace, options.ApiKey) = (address, session.Plan.Workspace, session.Stage.ApiKey))
            .BuildServiceProvider();
        var client = _services.GetRequiredService<RealtimeClient>().For(User);
        _watching = Task.WhenAll(RunPlan.Entities.Select(entity => Task.Run(() => WatchAsync(client, entity))));
    }

    /// <summary>Waits until it shows everything as it is. All of it has to be there.</summary>
    public async Task GoLiveAsync()
    {
        for (var tries = 0; tries < 1_000; tries++)
        {
            if (RunPlan.Entities.All(entity => _shown.TryGetValue(entity, out var status) && status == ViewStatus.Fresh)) return;
            await _session.WaitAsync(50);
        }

        throw new TimeoutException($"The .NET client shows {string.Join(", ", _shown)}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    private async Task WatchAsync(RealtimeClient client, string entity)
    {
        try
        {
            await foreach (var view in client.WatchAsync<Dictionary<string, JsonElement>>(new("item", entity), _stop.Token))
            {
                _session.History.Add(new Shown(entity, view.Status.ToString(), view.Entity is { } shown ? SeenOf(shown) : null));
                _shown[entity] = view.Status;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The run is over.
        }
        catch (Exception e)
        {
            _session.History.Add(new ShowingEnded(entity, e.Message));
        }
    }

    private static Seen SeenOf(Entity<Dictionary<string, JsonElement>> entity) => new(
        new(entity.Position.Epoch, entity.Position.Version),
        entity.Fields.ToImmutableSortedDictionary(field => field.Key, field => field.Value.GetRawText(), StringComparer.Ordinal),
        entity.Comments);
}
