using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Streams;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.Hosting;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>One process of a cluster, without API and hub, in this one. It is not ended when it finds out that it was taken for dead: so a test has the
/// moments before that for as long as it wants.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly PostgreSqlStore _store;
    private readonly IHost _host;

    private TestNode(PostgreSqlStore store, NodeRole role, Action<IServiceCollection>? configure)
    {
        _store = store;
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Store"] = "postgres",
            ["Data:ConnectionString"] = store.ConnectionString,
            ["Data:Folder"] = _folder.Path,
            ["Cluster:Role"] = role.ToString(),
        });
        builder.Services.AddRealtimeStorage();
        builder.AddNode();
        builder.Services.AddSingleton<IEntityAccess, MembersMayWrite>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IProcessEnd>(Process));
        configure?.Invoke(builder.Services);
        _host = builder.Build();
    }

    public RecordingProcessEnd Process { get; } = new();

    public IServiceProvider Services => _host.Services;

    public IClusterClient Client => Services.GetRequiredService<IClusterClient>();

    public SiloAddress Silo => Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    public static async Task<TestNode> StartAsync(
        PostgreSqlStore store, NodeRole role = NodeRole.Silo, Action<IServiceCollection>? configure = null)
    {
        var node = new TestNode(store, role, configure);
        await node._host.StartAsync().Within("the node's start");
        return node;
    }

    public IEntityGrain Entity(string id) => Client.GetGrain<IEntityGrain>(new EntityKey("demo", "workitem", id).ToString());

    public IAsyncStream<EntityEvent> EventsOf(string id) => Client.GetStreamProvider(LiveStreamNames.Provider)
        .GetStream<EntityEvent>(StreamId.Create(LiveStreamNames.Entities, new EntityKey("demo", "workitem", id).ToString()));

    /// <summary>The others take this silo for dead, as they would by a vote, though it lives. Ends when it has found out.</summary>
    public async Task VoteDeadAsync()
    {
        await _store.AskAsync(
            $"""
            UPDATE OrleansMembershipTable SET Status = 6 WHERE Port = {Silo.Endpoint.Port} AND Generation = {Silo.Generation};
            UPDATE OrleansMembershipVersionTable SET Version = Version + 1
            """);
        await Process.Aborted.Within("the end of the process");
    }

    /// <summary>Asks until the mutation is made, which it is not before the directory gives the entity of a dead silo to somebody else.</summary>
    public Task MutateUntilAnsweredAsync(string id, EntityCommand command)
    {
        return Waiting.UntilAsync(IsMadeAsync, isMade => isMade, $"somebody to serve {id}");

        async Task<bool> IsMadeAsync()
        {
            try
            {
                Assert.Null((await Entity(id).Mutate(command)).Error);
                return true;
            }
            catch (Exception e) when (e is OrleansException or TimeoutException or CommitFailedException)
            {
                return false;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().Within("the node's stop");
        _host.Dispose();
        _folder.Dispose();
    }
}

/// <summary>Notes that the process would have ended, and lets it live.</summary>
internal sealed class RecordingProcessEnd : IProcessEnd
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Aborted => _aborted.Task;

    public void Abort() => _aborted.TrySetResult();
}
