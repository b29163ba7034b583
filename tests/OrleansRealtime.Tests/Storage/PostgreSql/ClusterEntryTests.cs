using OrleansRealtime.Contracts;
using OrleansRealtime.Storage;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>A process that must not join the cluster that serves its data: one line that says why, and nothing written.</summary>
public sealed class ClusterEntryTests : IAsyncLifetime
{
    private readonly PostgreSqlStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Another_cluster_does_not_serve_what_silos_serve()
    {
        await ServedAsync();

        await RefusedAsync(
            "is served for the service 'test' by the cluster 'orleans-realtime', and not by 'another': set Cluster:Id",
            cluster: new() { Id = "another" });
    }

    [Fact]
    public async Task Another_contract_does_not_join_silos()
    {
        await ServedAsync();
        await _store.AskAsync($"UPDATE ServiceCluster SET Contract = {ContractVersion.Number + 1}");

        await RefusedAsync($"by silos of another version, which speak contract {ContractVersion.Number + 1} and not {ContractVersion.Number}");
    }

    [Fact]
    public async Task A_gateway_of_another_contract_does_not_join_silos_either()
    {
        await ServedAsync();
        await _store.AskAsync($"UPDATE ServiceCluster SET Contract = {ContractVersion.Number + 1}");

        await RefusedAsync("which speak contract", cluster: new() { Role = NodeRole.Gateway });
    }

    [Theory]
    [InlineData("UPDATE OrleansMembershipTable SET Status = 6")]
    [InlineData("UPDATE OrleansMembershipTable SET IAmAliveTime = clock_timestamp() - interval '46 seconds'")]
    public async Task What_no_silo_serves_any_more_another_cluster_and_contract_may(string ended)
    {
        await ServedAsync();
        await _store.AskAsync($"UPDATE ServiceCluster SET Contract = {ContractVersion.Number + 1}; {ended}");

        await OpenAsync(cluster: new() { Id = "another" });

        Assert.Equal([$"another {ContractVersion.Number}"], await _store.AskAsync("SELECT ClusterId || ' ' || Contract FROM ServiceCluster"));
    }

    [Theory]
    [InlineData("127.0.0.1", "10.9.8.7", "The silo on the machine elsewhere says that it is at 127.0.0.1, where only that machine finds it: set Cluster:AdvertisedAddress there.")]
    [InlineData("10.9.8.6", "127.0.0.1", "Cluster:AdvertisedAddress is 127.0.0.1, where the silo on the machine elsewhere does not find this one")]
    public async Task An_address_that_another_machine_cannot_reach_is_refused(string theirs, string ours, string sentence)
    {
        await ServedAsync(theirs);

        await RefusedAsync(sentence, cluster: new() { AdvertisedAddress = ours }, place: "");
    }

    [Fact]
    public async Task Machines_that_say_where_they_are_serve_together()
    {
        await ServedAsync("10.9.8.6");

        await OpenAsync(cluster: new() { AdvertisedAddress = "10.9.8.7" });
        await OpenAsync(cluster: new() { Role = NodeRole.Gateway });
    }

    [Theory]
    [InlineData(31)]
    [InlineData(-31)]
    public Task A_clock_that_is_far_from_the_databases_is_refused(int seconds) =>
        RefusedAsync($"differs from this machine's by {seconds} s; 30 s are allowed. Set the clocks.", time: Ahead(seconds));

    [Theory]
    [InlineData(29)]
    [InlineData(-29)]
    public Task A_clock_that_is_a_little_off_is_not(int seconds) => OpenAsync(time: Ahead(seconds));

    /// <summary>As a silo that is active leaves the tables.</summary>
    private async Task ServedAsync(string address = "127.0.0.1")
    {
        await OpenAsync();
        await _store.AskAsync($"""
            INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('orleans-realtime');
            INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
            VALUES ('orleans-realtime', '{address}', 1, 1, 'silo', 'elsewhere', 3, 2, clock_timestamp(), clock_timestamp())
            """);
    }

    private async Task OpenAsync(ClusterSettings? cluster = null, TimeProvider? time = null)
    {
        await using var test = PostgreSqlTestDatabase.On(_store, cluster: cluster, time: time);
        await test.Database.OpenAsync(Ct);
    }

    private async Task RefusedAsync(string sentence, ClusterSettings? cluster = null, TimeProvider? time = null, string? place = null)
    {
        var before = await ContentsAsync();

        var refused = await Assert.ThrowsAsync<StorageStartException>(() => OpenAsync(cluster, time));

        Assert.StartsWith(place ?? $"The database {_store.Name} at ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain(PrivatePostgres.Password, refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await ContentsAsync());
    }

    /// <summary>Every table, and every row of those that say who serves.</summary>
    private async Task<IReadOnlyList<string>> ContentsAsync()
    {
        var tables = await _store.AskAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
        return tables.Contains("servicecluster")
            ? [.. tables, .. await _store.AskAsync("SELECT xmin || s::text FROM ServiceCluster AS s UNION ALL SELECT xmin || m::text FROM OrleansMembershipTable AS m UNION ALL SELECT xmin || v::text FROM SchemaVersion AS v ORDER BY 1")]
            : tables;
    }

    private static AheadTimeProvider Ahead(int seconds) => new(TimeSpan.FromSeconds(seconds));

    /// <summary>A clock that runs, and was set wrongly.</summary>
    private sealed class AheadTimeProvider(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
