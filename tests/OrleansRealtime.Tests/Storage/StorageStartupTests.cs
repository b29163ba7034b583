using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Hosting;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Tests.Storage;

/// <summary>The stop, whatever the database does: a mark more or less is worth no crash.</summary>
public sealed class StorageStartupTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Answers _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Mark => File.ReadAllText(Path.Combine(_folder.Path, "mark"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stop_marks_once_more()
    {
        using var startup = await StartAsync();
        var mark = Mark;

        await startup.StoppedAsync(Ct);

        Assert.NotEqual(mark, Mark);
    }

    [Fact]
    public async Task A_stop_that_has_no_time_left_goes_on_without_the_last_mark()
    {
        using var startup = await StartAsync();
        var mark = Mark;

        await startup.StoppedAsync(new CancellationToken(canceled: true));

        Assert.Equal(mark, Mark);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_holds_the_stop_no_longer_than_the_host_does()
    {
        using var startup = await StartAsync();
        _database.Write = new TaskCompletionSource().Task;
        using var patience = new CancellationTokenSource();

        var stopped = startup.StoppedAsync(patience.Token);
        Assert.False(stopped.IsCompleted);
        await patience.CancelAsync();

        await stopped.Within("the stop to go on");
    }

    [Fact]
    public async Task A_last_mark_that_fails_fails_no_stop()
    {
        using var startup = await StartAsync();
        _database.Write = Task.FromException(new IOException("The test lets the write fail."));

        await startup.StoppedAsync(Ct);
    }

    private async Task<StorageStartup> StartAsync()
    {
        var options = Options.Create(new StorageOptions { Folder = _folder.Path });
        var lineage = new DatabaseLineage(_database, options, Options.Create(new ClusterSettings()), new FakeTimeProvider(), NullLogger<DatabaseLineage>.Instance);
        var startup = new StorageStartup(_database, lineage);
        await startup.StartingAsync(Ct);
        await startup.StartAsync(Ct);
        return startup;
    }

    /// <summary>A new database, whose writes end as the test has it, whatever they are asked to.</summary>
    private sealed class Answers : IGrainDatabase
    {
        public Task Write { get; set; } = Task.CompletedTask;

        public string Store => StorageOptions.Sqlite;

        public string ServiceId => "test";

        public StoreSql Sql => StoreSql.Sqlite;

        public Task OpenAsync(CancellationToken ct = default) => Task.CompletedTask;

        public Task<List<T>> ReadAsync<T>(
            string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters, CancellationToken ct = default) =>
            Task.FromResult(new List<T>());

        public async Task<List<T>> WriteAsync<T>(
            string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters, CancellationToken ct = default)
        {
            await Write;
            ct.ThrowIfCancellationRequested();
            return [];
        }
    }
}
