using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Hosting;
using OrleansRealtime.Storage.Sqlite;
using OrleansRealtime.Tests.Storage.Sqlite;

namespace OrleansRealtime.Tests.Storage;

/// <summary>What <see cref="StorageServices.AddRealtimeStorage"/> puts into a host.</summary>
public sealed class StorageServicesTests
{
    [Theory]
    [InlineData("Data:Folder", " ", "Data:Folder (Data__Folder) is ' '; it must be the name of a folder.")]
    [InlineData("Data:ServiceId", "", "Data:ServiceId (Data__ServiceId) is ''; it must be 1 to 150 characters.")]
    [InlineData(
        "Data:BusyTimeout", "00:00:00", "Data:BusyTimeout (Data__BusyTimeout) is 00:00:00; it may be 00:00:01 to 00:01:00.")]
    [InlineData("Data:BusyTimeout", "00:00:01.5", "Data:BusyTimeout (Data__BusyTimeout) is 00:00:01.5000000; it must be whole seconds.")]
    [InlineData(
        "Data:CommandTimeout", "00:02:00",
        "Data:CommandTimeout (Data__CommandTimeout) is 00:02:00; it may be 00:00:01 to 00:01:00.")]
    [InlineData("Data:Store", "mysql", "Data:Store (Data__Store) is 'mysql'; it must be sqlite or postgres.")]
    [InlineData(
        "Data:Store", "postgres",
        "Data:ConnectionString (Data__ConnectionString) is not set; it must be, for the store postgres.")]
    [InlineData("Data:MaxPages", "0", "Data:MaxPages (Data__MaxPages) is 0; it must be at least 1.")]
    public async Task A_bad_option_ends_the_start_with_its_key_and_its_environment_variable(string key, string value, string message)
    {
        using var folder = new TestFolder();
        using var host = Host(folder, (key, value));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal([message], refused.Failures);
    }

    // A password with a semicolon outside of quotes would be taken for a keyword, and a driver's message names the keyword.
    [Theory]
    [InlineData("Host=h;Password=topsecret;semicolon", "is not like 'Host=")]
    [InlineData("Host=h;Port=topsecret", "is not like 'Host=")]
    [InlineData("topsecret", "is not like 'Host=")]
    [InlineData("Database=d;Password=topsecret", "names no Host")]
    public async Task A_bad_connection_string_ends_the_start_and_nothing_of_it_is_said(string connectionString, string complaint)
    {
        using var folder = new TestFolder();
        using var host = Host(folder, ("Data:Store", "postgres"), ("Data:ConnectionString", connectionString));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(complaint, Assert.Single(refused.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("semicolon", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_serve_ends_the_start_before_any_other_service_runs()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.Database, "no database", TestContext.Current.CancellationToken);
        using var host = Host(folder);

        await Assert.ThrowsAsync<StorageStartException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stopped_host_leaves_the_database_in_one_file_and_a_free_folder()
    {
        using var folder = new TestFolder();
        for (var start = 0; start < 2; start++)
        {
            using var host = Host(folder);
            await host.StartAsync(TestContext.Current.CancellationToken);
            var rows = host.Services.GetRequiredService<IGrainRows>();
            Assert.Equal([], await rows.DueOwnersAsync(DateTimeOffset.UnixEpoch, null, 1, TestContext.Current.CancellationToken));
            await rows.DeleteAsync(new GrainRowOwner("note", "demo/note/1"), "key", ["a"], TestContext.Current.CancellationToken);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["lock", "mark", "realtime.db"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    // What was answered survives a power cut only with both: WAL alone flushes at checkpoints.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_connection_flushes_every_commit(bool isOrleans)
    {
        using var test = new SqliteTestDatabase();

        await using var connection = isOrleans
            ? await test.Database.OpenConnectionAsync(TestContext.Current.CancellationToken)
            : test.Database.Connect(SqliteOpenMode.ReadWrite);
        await using var command = connection.CreateCommand();

        command.CommandText = "PRAGMA synchronous";
        Assert.Equal(2L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_bound_on_the_database_makes_commits_fail_as_on_a_full_disk()
    {
        using var folder = new TestFolder();
        using var host = Host(folder, ("Data:MaxPages", "20"));
        var database = host.Services.GetRequiredService<SqliteDatabase>();

        var failed = await Assert.ThrowsAsync<SqliteException>(() => database.WriteAsync(
            session => session.Query("INSERT INTO OrleansQuery VALUES ('x', hex(zeroblob(100000)))", _ => 0),
            TestContext.Current.CancellationToken));

        Assert.Equal(13, failed.SqliteErrorCode);
    }

    private static IHost Host(TestFolder folder, params (string Key, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["Data:Folder"] = folder.Path;
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.Services.AddRealtimeStorage();
        return builder.Build();
    }
}
