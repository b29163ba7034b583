using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.Tests.Storage.Sqlite;

/// <summary>A copy of the database that is served.</summary>
public sealed class SqliteBackupTests : IAsyncLifetime
{
    private readonly SqliteStore _store = new();
    private readonly StorageOptions _options = new();
    private readonly TestFolder _target = new();
    private readonly Fixture _fixture;

    public SqliteBackupTests()
    {
        _store.Configure(_options);
        _fixture = new(_store);
    }

    private string Copy => Path.Combine(_target.Path, "copy.db");

    public async ValueTask InitializeAsync() => await _fixture.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        _target.Dispose();
    }

    [Fact]
    public async Task It_has_what_was_committed_and_can_be_read_by_its_owner_alone()
    {
        var bytes = await DataBackup.RunAsync(_options, Copy, TestContext.Current.CancellationToken);

        Assert.Equal(new FileInfo(Copy).Length, bytes);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Copy));
        Assert.Equal([Copy], Directory.GetFiles(_target.Path));
        Assert.True(await CountAsync("SchemaVersion") > 0);
        Assert.Equal(1, await CountAsync("Lineage"));
    }

    [Fact]
    public async Task A_file_that_is_there_stays_and_what_an_earlier_one_left_unfinished_does_not_matter()
    {
        await File.WriteAllTextAsync(Copy + ".unfinished", "cut short", TestContext.Current.CancellationToken);
        await DataBackup.RunAsync(_options, Copy, TestContext.Current.CancellationToken);
        var before = await File.ReadAllBytesAsync(Copy, TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<StorageStartException>(() => DataBackup.RunAsync(_options, Copy, TestContext.Current.CancellationToken));

        Assert.Contains("is there already", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Copy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Where_it_cannot_be_made_a_sentence_says_why_and_nothing_is_left()
    {
        await RefusedAsync(new() { Folder = Path.Combine(_target.Path, "none") }, Copy, "nothing to back up");
        await RefusedAsync(new() { Store = "postgres", ConnectionString = "Host=h;Database=d" }, Copy, "pg_dump");
        await RefusedAsync(new() { Store = "mysql" }, Copy, "Data:Store must be");
        await RefusedAsync(_options, Path.Combine(_target.Path, "none", "copy.db"), "could not be copied");
        Assert.Empty(Directory.GetFileSystemEntries(_target.Path));

        static async Task RefusedAsync(StorageOptions options, string file, string why) => Assert.Contains(
            why, (await Assert.ThrowsAsync<StorageStartException>(() => DataBackup.RunAsync(options, file, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    private async Task<long> CountAsync(string table)
    {
        await using var copy = new SqliteConnection($"Data Source={Copy};Mode=ReadOnly;Pooling=False");
        await copy.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = copy.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private sealed class Fixture(SqliteStore store) : StorageFixture(store);
}
