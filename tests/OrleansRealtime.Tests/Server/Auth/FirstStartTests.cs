using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRealtime.Server;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Hosting;
using OrleansRealtime.Storage.Lineage;
using OrleansRealtime.Storage.PostgreSql;
using OrleansRealtime.Storage.Secrets;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Server.Auth;

/// <summary>The processes of one service that start at once on an empty database: what one of them makes, all have.</summary>
public sealed class FirstStartTests : IAsyncLifetime
{
    private readonly PostgreSqlStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task They_have_one_API_key_one_ring_of_token_keys_one_cluster_and_one_lineage()
    {
        NodeRole[] roles = [NodeRole.All, NodeRole.All, NodeRole.Silo, NodeRole.Gateway];
        Process[] processes = [.. roles.Select(role => new Process(_store, role))];
        using var other = new Process(_store, NodeRole.Gateway);

        try
        {
            await Task.WhenAll(processes.Append(other).Select(process => Task.Run(process.OpenAsync, Ct))).Within("the start");
            await AtOnceAsync(processes, other, services => services.GetRequiredService<ApiKeys>());
            await AtOnceAsync(processes, other, services => services.GetRequiredService<TokenKeys>().MakeFirst());

            Assert.Equal(["1"], await _store.AskAsync("SELECT count(*) FROM ServiceCluster"));
            Assert.Equal(["1"], await _store.AskAsync("SELECT count(*) FROM Lineage"));
            Assert.Single(processes.Select(process => process.Get<IDatabaseLineage>().Token).Distinct());
            Assert.Single(processes.Select(process => process.Get<GeneratedApiKey>().Key).Distinct());
            Assert.Single(processes.Select(process => Assert.Single(process.Get<IKeyManager>().GetAllKeys()).KeyId).Distinct());
            foreach (var (issuer, reader) in processes.SelectMany(issuer => processes.Select(reader => (issuer, reader))))
            {
                var token = (await issuer.Get<UserTokens>().IssueAsync("demo", "ana", "Ana", UserTokens.DefaultLifetime)).Token;
                Assert.Equal("ana", reader.Get<UserTokens>().Read(token, out _)?.User);
            }
        }
        finally
        {
            foreach (var process in processes) process.Dispose();
        }
    }

    /// <summary>Has all of them look for what they miss before any of them can have made it: another process has the lock.</summary>
    private async Task AtOnceAsync(Process[] processes, Process other, Action<IServiceProvider> make)
    {
        Task making = Task.CompletedTask;
        // Threads of their own, because who waits there waits with its thread.
        var holding = OnThreadAsync(() => other.Get<ISharedSecrets>().Exclusively(() =>
        {
            making = Task.WhenAll(processes.Select(process => OnThreadAsync(() => make(process.Services))));
            Waiting.UntilAsync(
                () => _store.AskAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'"),
                waiting => making.IsCompleted || waiting[0] == $"{processes.Length}", "all of them to wait").GetAwaiter().GetResult();
        }));
        await holding.Within("all of them to wait");
        await making.Within("the keys");
    }

    private static Task OnThreadAsync(Action action) => Task.Factory.StartNew(action, Ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>What a server has of database and keys. It has no silo.</summary>
    private sealed class Process : IDisposable
    {
        private readonly TestFolder _folder = new();
        private readonly IHost _host;

        public Process(PostgreSqlStore store, NodeRole role)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new());
            builder.Configuration["Data:Store"] = "postgres";
            builder.Configuration["Data:ConnectionString"] = store.ConnectionString;
            builder.Configuration["Data:Folder"] = _folder.Path;
            builder.Configuration["Cluster:Role"] = $"{role}";
            builder.Services.AddRealtimeStorage();
            // As one of a cluster, which says in the database that it serves it.
            builder.Services.AddSingleton<ClusterEntry>();
            builder.Services.AddSingleton<DataPaths>();
            builder.Services.AddCallers();
            _host = builder.Build();
        }

        public IServiceProvider Services => _host.Services;

        public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

        /// <summary>The first step of a server's start.</summary>
        public Task OpenAsync() => Services.GetServices<IHostedService>().OfType<StorageStartup>().Single().StartingAsync(Ct);

        public void Dispose()
        {
            _host.Dispose();
            _folder.Dispose();
        }
    }
}
