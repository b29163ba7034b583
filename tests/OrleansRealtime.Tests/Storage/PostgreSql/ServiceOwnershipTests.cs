using Npgsql;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>One process serves a service, and knows when it no longer does.</summary>
public sealed class ServiceOwnershipTests : IAsyncLifetime
{
    private const string CutOwner = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%(owner)'";

    private static readonly GrainRowOwner Owner = new("note", "demo/note/1");

    private readonly PostgreSqlStore _store = new();
    private readonly TestFolder _other = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _other.Dispose();
    }

    [Fact]
    public async Task A_second_server_of_a_service_is_refused_in_one_line_and_one_of_another_service_serves()
    {
        await using var first = PostgreSqlTestDatabase.On(_store);
        await first.Database.OpenAsync(Ct);
        await using var second = PostgreSqlTestDatabase.On(_store, configure: options => options.Folder = _other.Path);

        var refused = await Assert.ThrowsAsync<StorageStartException>(() => second.Database.OpenAsync(Ct));

        Assert.Contains(_store.Name, refused.Message, StringComparison.Ordinal);
        Assert.Contains("serves the service 'test' for another process", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(1, await first.CommitAsync(Owner, null, "one"));
        await using var third = PostgreSqlTestDatabase.On(
            _store, configure: options => (options.Folder, options.ServiceId) = (_other.Path, "another"));
        await third.Database.OpenAsync(Ct);
    }

    [Fact]
    public async Task A_service_is_free_again_when_its_server_has_stopped()
    {
        await using (var first = PostgreSqlTestDatabase.On(_store))
            await first.CommitAsync(Owner, null, "one");

        await using var second = PostgreSqlTestDatabase.On(_store);

        Assert.Equal((1, "one"), await second.ReadAsync(Owner));
    }

    [Fact]
    public async Task What_a_killed_server_left_on_its_way_cannot_commit_once_the_next_serves()
    {
        string name;
        await using (var first = PostgreSqlTestDatabase.On(_store))
        {
            await first.CommitAsync(Owner, null, "one");
            name = Assert.Single((await _store.AskAsync(
                "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'orleans%' AND application_name NOT LIKE '%(owner)'")));
        }

        await using var left = new NpgsqlConnection($"{_store.ConnectionString};Application Name={name};Pooling=false");
        await left.OpenAsync(Ct);
        await using var other = new NpgsqlConnection($"{_store.ConnectionString};Application Name=orleans-realtime;Pooling=false");
        await other.OpenAsync(Ct);
        await using var commit = await left.BeginTransactionAsync(Ct);
        await using (var late = new NpgsqlCommand("UPDATE ServiceOwner SET TakenAt = 0", left)) await late.ExecuteNonQueryAsync(Ct);

        await using var second = PostgreSqlTestDatabase.On(_store);
        await second.Database.OpenAsync(Ct);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => commit.CommitAsync(Ct));
        await using var still = new NpgsqlCommand("SELECT 1", other);
        Assert.Equal(1, await still.ExecuteScalarAsync(Ct));
        Assert.Equal(2, await second.CommitAsync(Owner, 1, "two"));
    }

    [Fact]
    public async Task A_server_whose_lock_was_lost_and_taken_by_nobody_gets_it_back_and_goes_on()
    {
        await using var test = PostgreSqlTestDatabase.On(_store);
        await test.CommitAsync(Owner, null, "one");

        await _store.AskAsync(CutOwner);
        await test.Events.SeenAsync("LogRegained");

        Assert.Equal(2, await test.CommitAsync(Owner, 1, "two"));
        Assert.False(test.Process.Stopping.IsCompleted);
    }

    [Fact]
    public async Task A_server_whose_service_another_took_over_meanwhile_stops_and_commits_nothing_more()
    {
        await using var test = PostgreSqlTestDatabase.On(_store);
        await test.CommitAsync(Owner, null, "one");
        await _store.AskAsync("UPDATE ServiceOwner SET Generation = Generation + 1");

        await _store.AskAsync(CutOwner);
        await test.Events.SeenAsync("LogSuperseded");

        await test.Process.Stopping.Within("the process to be stopped");
        await Assert.ThrowsAsync<NpgsqlException>(() => test.CommitAsync(Owner, 1, "two"));
        await Assert.ThrowsAsync<NpgsqlException>(() => test.ReadAsync(Owner));
        Assert.Equal(["1"], await _store.AskAsync("SELECT Version FROM GrainState"));
    }

    // What the server takes for a process of ours may be our own connection, which for it still lives.
    [Fact]
    public async Task A_lock_that_somebody_holds_who_has_not_served_is_waited_for_and_nothing_is_committed_until_then()
    {
        await using var test = PostgreSqlTestDatabase.On(_store);
        await test.CommitAsync(Owner, null, "one");
        await using var ghost = new NpgsqlConnection(_store.ConnectionString);
        await ghost.OpenAsync(Ct);
        await using var wait = new NpgsqlCommand($"SELECT pg_advisory_lock({ServiceOwnership.Key})", ghost);
        wait.Parameters.AddWithValue("@ServiceId", "test");
        var held = wait.ExecuteNonQueryAsync(Ct);
        await _store.WaitsForLockAsync();

        await _store.AskAsync(CutOwner);
        await held.Within("the other's lock");
        await test.Events.SeenAsync("LogHeldElsewhere");
        await Assert.ThrowsAsync<NpgsqlException>(() => test.CommitAsync(Owner, 1, "two"));
        await ghost.CloseAsync();
        NpgsqlConnection.ClearPool(ghost);
        await test.Events.SeenAsync("LogRegained");

        Assert.Equal(2, await test.CommitAsync(Owner, 1, "two"));
    }
}
