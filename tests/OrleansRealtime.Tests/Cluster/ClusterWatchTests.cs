using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.Lineage;
using OrleansRealtime.Tests.Server;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>What a process learns of its cluster by one look at the tables.</summary>
public sealed class ClusterWatchTests : IAsyncLifetime
{
    private readonly PostgreSqlStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Access_that_one_process_forgot_every_other_of_the_service_forgets_at_its_next_look_and_once()
    {
        await using var one = await StartAsync();
        await using var another = await StartAsync();
        await using var elsewhere = await StartAsync(serviceId: "another service");
        ForgottenAccess[] forgotten = [new("demo", "ana", null), new("demo", "bo", "workitem/1")];

        foreach (var access in forgotten) await one.Watch.ForgetAccessAsync(access, Ct);
        Assert.Equal(forgotten, one.Forgotten);
        Assert.Empty(another.Forgotten);
        // A first look reads what is ten seconds old at most, and a machine that is busy can take longer to come to it.
        await _store.AskAsync("UPDATE ForgottenAccess SET ForgottenAt = ForgottenAt + interval '1 hour'");
        foreach (var node in (Node[])[another, elsewhere]) await node.Watch.LookAsync(Ct);

        Assert.Equal(forgotten, another.Forgotten.OrderBy(access => access.User));
        await another.Watch.LookAsync(Ct);
        Assert.Equal(2, another.Forgotten.Count);
        Assert.Empty(elsewhere.Forgotten);
    }

    [Fact]
    public async Task A_process_that_was_frozen_or_cut_off_from_the_database_forgets_what_access_others_forgot_meanwhile()
    {
        await using var one = await StartAsync();
        await using var another = await StartAsync();
        await another.Watch.LookAsync(Ct);
        var forgotten = new ForgottenAccess("demo", "ana", null);

        await one.Watch.ForgetAccessAsync(forgotten, Ct);
        await _store.AskAsync("UPDATE ForgottenAccess SET ForgottenAt = ForgottenAt - interval '20 minutes'");
        // What is forgotten later takes nothing of that along.
        await one.Watch.ForgetAccessAsync(forgotten with { User = "bo" }, Ct);
        another.Time.Advance(TimeSpan.FromMinutes(21));
        await another.Watch.LookAsync(Ct);

        Assert.Equal(["ana", "bo"], another.Forgotten.Select(access => access.User).Order());
    }

    [Fact]
    public async Task The_first_silo_is_the_oldest_of_those_that_are_active()
    {
        await using var node = await StartAsync(silo: SiloAddress.New(IPAddress.Loopback, 3, 1));
        await EnterAsync(port: 1, SiloStatus.Dead);
        await EnterAsync(port: 2, SiloStatus.Active);
        await EnterAsync(port: 3, SiloStatus.Active);
        await EnterAsync(port: 4, SiloStatus.Active);
        Assert.False(await IsFirstAsync());

        await _store.AskAsync($"UPDATE OrleansMembershipTable SET Status = {(int)SiloStatus.ShuttingDown} WHERE Port = 2");
        Assert.True(await IsFirstAsync());

        await _store.AskAsync($"UPDATE OrleansMembershipTable SET Status = {(int)SiloStatus.Stopping} WHERE Port = 3");
        Assert.False(await IsFirstAsync());

        async Task<bool> IsFirstAsync()
        {
            await node.Watch.LookAsync(Ct);
            return node.Watch.IsFirst;
        }
    }

    [Fact]
    public async Task A_process_without_a_silo_is_never_the_first()
    {
        await using var node = await StartAsync();
        await EnterAsync(port: 1, SiloStatus.Active);

        await node.Watch.LookAsync(Ct);

        Assert.Single(node.Watch.Members);
        Assert.False(node.Watch.IsFirst);
    }

    [Theory]
    [InlineData("UPDATE Lineage SET Mark = Mark - 1", true)]
    [InlineData("UPDATE Lineage SET Token = 'back'", true)]
    [InlineData("DELETE FROM Lineage", true)]
    [InlineData("UPDATE Lineage SET Mark = Mark + 1", false)]
    public async Task A_process_whose_database_went_back_while_it_was_served_ends(string change, bool ends)
    {
        await using var node = await StartAsync(silo: SiloAddress.New(IPAddress.Loopback, 1, 1));
        await node.Watch.LookAsync(Ct);
        Assert.False(node.Process.Aborted.IsCompleted);

        await _store.AskAsync(change);
        await node.Watch.LookAsync(Ct);

        Assert.Equal(0, node.FailedLooks);
        Assert.Equal(ends, node.Process.Aborted.IsCompleted);
    }

    [Theory]
    [InlineData("UPDATE Lineage SET Mark = Mark - 60000")]
    [InlineData("DELETE FROM Lineage")]
    public async Task The_marks_of_those_who_serve_on_do_not_hide_that_the_database_went_back(string change)
    {
        await using var one = await StartAsync(silo: SiloAddress.New(IPAddress.Loopback, 1, 1));
        await using var another = await StartAsync(silo: SiloAddress.New(IPAddress.Loopback, 2, 1));

        await _store.AskAsync(change);
        foreach (var node in (Node[])[one, another]) await node.Lineage.TryMarkAsync(Ct);
        foreach (var node in (Node[])[one, another]) await node.Watch.LookAsync(Ct);

        Assert.True(one.Process.Aborted.IsCompleted && another.Process.Aborted.IsCompleted);
    }

    [Fact]
    public async Task A_process_that_saw_a_mark_which_is_gone_ends_also_a_gateway_and_a_silo_whose_own_marks_are_lower()
    {
        await using var behind = await StartAsync(silo: SiloAddress.New(IPAddress.Loopback, 1, 1), clock: TimeSpan.FromSeconds(-20));
        await using var ahead = await StartAsync(silo: SiloAddress.New(IPAddress.Loopback, 2, 1));
        await using var gateway = await StartAsync();
        foreach (var node in (Node[])[behind, gateway]) await node.Watch.LookAsync(Ct);

        await _store.AskAsync("UPDATE Lineage SET Mark = Mark - 1");
        await behind.Lineage.TryMarkAsync(Ct);
        foreach (var node in (Node[])[behind, gateway]) await node.Watch.LookAsync(Ct);

        Assert.True(behind.Process.Aborted.IsCompleted);
        Assert.True(gateway.Process.Aborted.IsCompleted);
    }

    [Fact]
    public async Task That_the_tables_cannot_be_read_is_said_once_and_so_is_that_they_can_again()
    {
        await using var node = await StartAsync();
        await _store.AskAsync("ALTER TABLE ForgottenAccess RENAME TO Gone");
        for (var look = 0; look < 3; look++) await node.Watch.LookAsync(Ct);
        Assert.Equal(1, node.FailedLooks);

        await _store.AskAsync("ALTER TABLE Gone RENAME TO ForgottenAccess");
        for (var look = 0; look < 3; look++) await node.Watch.LookAsync(Ct);

        Assert.Equal(1, node.FailedLooks);
        Assert.Single(node.Lines.Lines, line => line.Contains("can be read again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Marks_of_processes_whose_clocks_differ_are_no_going_back()
    {
        await using var one = await StartAsync(silo: SiloAddress.New(IPAddress.Loopback, 1, 1));
        await using var behind = await StartAsync(silo: SiloAddress.New(IPAddress.Loopback, 2, 1), clock: TimeSpan.FromSeconds(-20));
        var before = await _store.AskAsync("SELECT Mark FROM Lineage");

        foreach (var node in (Node[])[behind, one, behind])
        {
            await node.Lineage.TryMarkAsync(Ct);
            await node.Watch.LookAsync(Ct);
        }

        Assert.Equal(0, one.FailedLooks + behind.FailedLooks);
        Assert.False(one.Process.Aborted.IsCompleted || behind.Process.Aborted.IsCompleted);
        Assert.NotEqual(before, await _store.AskAsync("SELECT Mark FROM Lineage"));
    }

    /// <summary>A silo that has come after those of lower ports.</summary>
    private async Task EnterAsync(int port, SiloStatus status) => await _store.AskAsync(
        $"""
        INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('c') ON CONFLICT DO NOTHING;
        INSERT INTO OrleansMembershipTable
        VALUES ('c', '127.0.0.1', {port}, 1, 'silo', 'host', {(int)status}, 2, NULL, TIMESTAMP '2026-01-01' + interval '{port} s', now())
        """);

    private async Task<Node> StartAsync(SiloAddress? silo = null, string serviceId = "test", TimeSpan clock = default)
    {
        var node = new Node(_store, silo, serviceId, clock);
        await node.OpenAsync();
        return node;
    }

    /// <summary>What a process has of the cluster, which looks when the test has it look.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private readonly PostgreSqlTestDatabase _test;
        private readonly TestFolder _folder = new();

        public Node(PostgreSqlStore store, SiloAddress? silo, string serviceId, TimeSpan clock)
        {
            var cluster = new ClusterSettings { Id = "c", Role = silo is null ? NodeRole.Gateway : NodeRole.Silo };
            var storage = new StorageOptions();
            _test = PostgreSqlTestDatabase.On(store, cluster: cluster, configure: options =>
            {
                (options.ServiceId, options.Folder) = (serviceId, _folder.Path);
                storage = options;
            });
            var services = new ServiceCollection();
            if (silo is not null) services.AddSingleton<ILocalSiloDetails>(new LocalSilo(silo));
            Lineage = new(
                _test.Database, Options.Create(storage), Options.Create(cluster), new FakeTimeProvider(DateTimeOffset.UtcNow + clock), NullLogger<DatabaseLineage>.Instance);
            Watch = new(
                _test.Database, Options.Create(cluster), Lineage, new(Time), new(), services.BuildServiceProvider(), Process, Time,
                LoggerFactory.Create(logging => logging.AddProvider(Lines)).CreateLogger<ClusterWatch>());
            Watch.AccessForgotten += Forgotten.Enqueue;
        }

        /// <summary>A look that fails leaves everything as it was, which a test could take for what it wants to see.</summary>
        public int FailedLooks => Lines.Lines.Count(line => line.Contains("cannot be read", StringComparison.Ordinal));

        public LogLines Lines { get; } = new();

        public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

        public ClusterWatch Watch { get; }

        public DatabaseLineage Lineage { get; }

        public RecordingProcessEnd Process { get; } = new();

        public ConcurrentQueue<ForgottenAccess> Forgotten { get; } = new();

        public async Task OpenAsync()
        {
            await _test.Database.OpenAsync(Ct);
            await Lineage.OpenAsync(Ct);
        }

        public async ValueTask DisposeAsync()
        {
            Watch.Dispose();
            await _test.DisposeAsync();
            _folder.Dispose();
        }
    }
}
