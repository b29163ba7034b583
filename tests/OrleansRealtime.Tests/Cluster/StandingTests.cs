using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Orleans.Configuration;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.PostgreSql;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>A silo answers while its row in the membership table was seen alive a moment ago, and never again once it says dead.</summary>
public sealed class StandingTests : IAsyncLifetime
{
    private const string Row = "Address = '127.0.0.1' AND Port = 1 AND Generation = 7";

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingProcessEnd _process = new();
    private PostgreSqlTestDatabase _database = null!;
    private NpgsqlConnection _connection = null!;
    private Standing _standing = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgreSqlTestDatabase.CreateAsync();
        await _database.Database.OpenAsync(Ct);
        _connection = new(_database.Store.ConnectionString);
        await _connection.OpenAsync(Ct);
        var session = new ServiceSession(Options.Create(new StorageOptions()), _time, NullLogger<ServiceSession>.Instance);
        var cluster = Options.Create(new ClusterOptions { ClusterId = "c", ServiceId = "s" });
        var silo = new LocalSilo(SiloAddress.New(IPAddress.Loopback, 1, 7));
        var eviction = new Eviction(silo, _process, _time, NullLogger<Eviction>.Instance);
        _standing = new(session, silo, cluster, eviction, _time, NullLogger<Standing>.Instance);
        await SqlAsync("INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('c')");
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.Active)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Stopping)]
    public async Task It_holds_for_the_lease_from_before_the_question(SiloStatus status)
    {
        await EnterAsync(status);
        Assert.False(_standing.Holds);

        await AskAsync();

        await _standing.RequireAsync();
        _time.Advance(ClusterTimings.StandingLease - TimeSpan.FromMilliseconds(1));
        Assert.True(_standing.Holds);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_standing.Holds);
        await Assert.ThrowsAsync<NotStandingException>(() => _standing.RequireAsync().AsTask());
        await AskAsync();
        Assert.True(_standing.Holds);
    }

    [Fact]
    public async Task A_call_that_comes_before_the_first_answer_waits_for_it()
    {
        var call = _standing.RequireAsync().AsTask();
        await AskAsync();
        Assert.False(call.IsCompleted);

        await EnterAsync(SiloStatus.Active);
        await AskAsync();

        await call.Within("the first answer");
        Assert.False(_process.Aborted.IsCompleted);
    }

    [Fact]
    public async Task A_call_waits_for_the_first_answer_no_longer_than_the_lease()
    {
        var call = _standing.RequireAsync().AsTask();

        _time.Advance(ClusterTimings.StandingLease);

        await Assert.ThrowsAsync<NotStandingException>(() => call.Within("the end of the lease"));
    }

    [Theory]
    [InlineData($"UPDATE OrleansMembershipTable SET Status = 6 WHERE {Row}")]
    [InlineData($"DELETE FROM OrleansMembershipTable WHERE {Row}")]
    public async Task Once_dead_it_never_holds_again_and_the_process_ends(string death)
    {
        await EnterAsync(SiloStatus.Active);
        await AskAsync();

        await SqlAsync(death);
        await AskAsync();

        Assert.False(_standing.Holds);
        await _process.Aborted.Within("the end of the process");
        await SqlAsync("DELETE FROM OrleansMembershipTable");
        await EnterAsync(SiloStatus.Active);
        await AskAsync();
        await Assert.ThrowsAsync<NotStandingException>(() => _standing.RequireAsync().AsTask());
    }

    [Fact]
    public async Task A_silo_that_stops_and_says_itself_that_it_is_dead_does_not_end_the_process()
    {
        await EnterAsync(SiloStatus.Active);
        await AskAsync();

        await _standing.StopAsync(Ct);
        await AskAsync();
        Assert.True(_standing.Holds);
        await SqlAsync($"UPDATE OrleansMembershipTable SET Status = 6 WHERE {Row}");
        await AskAsync();

        Assert.False(_standing.Holds);
        Assert.False(_process.Aborted.IsCompleted);
    }

    [Fact]
    public async Task An_answer_that_comes_late_counts_from_before_it_was_asked_for()
    {
        await EnterAsync(SiloStatus.Active);
        await using var somebody = new NpgsqlConnection(_database.Store.ConnectionString);
        await somebody.OpenAsync(Ct);
        await using var transaction = await somebody.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("LOCK TABLE OrleansMembershipTable IN ACCESS EXCLUSIVE MODE", somebody, transaction))
            await hold.ExecuteNonQueryAsync(Ct);

        var asking = AskAsync();
        await _database.Store.WaitsForLockAsync();
        _time.Advance(ClusterTimings.StandingLease);
        await transaction.RollbackAsync(Ct);
        await asking;

        Assert.False(_standing.Holds);
    }

    [Fact]
    public void The_hold_off_outlasts_the_lease_and_several_questions_fit_into_it()
    {
        Assert.True(ClusterTimings.HoldOff > ClusterTimings.StandingLease);
        Assert.True(ClusterTimings.RangeLease - ClusterTimings.LongestDetection >= ClusterTimings.HoldOff);
        Assert.True(ClusterTimings.StandingInterval * 3 < ClusterTimings.StandingLease);
        Assert.True(ClusterTimings.MinProbeTimeout <= ClusterTimings.ProbeTimeout && ClusterTimings.ProbeTimeout <= ClusterTimings.MaxProbeTimeout);
    }

    private Task AskAsync() => _standing.AskAsync(_connection);

    private Task EnterAsync(SiloStatus status) => SqlAsync(
        $"INSERT INTO OrleansMembershipTable VALUES ('c', '127.0.0.1', 1, 7, 'silo', 'host', {(int)status}, 2, NULL, now(), now())");

    private async Task SqlAsync(string sql) => await _database.Store.AskAsync(sql);
}
