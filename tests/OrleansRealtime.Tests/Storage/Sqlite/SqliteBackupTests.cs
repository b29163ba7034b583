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
        var bytes = DataBackup.Run(_options, Copy);

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
        DataBackup.Run(_options, Copy);
        var before = await File.ReadAllBytesAsync(Copy, TestContext.Current.CancellationToken);

        var refused = Assert.Throws<StorageStartException>(() => DataBackup.Run(_options, Copy));

        Assert.Contains("is there already", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Copy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Where_it_cannot_be_made_a_sentence_says_why_and_nothing_is_left()
    {
        Refused(new() { Folder = Path.Combine(_target.Path, "none") }, "nothing to back up");
        Refused(new() { Store = "postgres", ConnectionString = "Host=h;Database=d" }, "pg_dump");
        Refused(new() { Store = "mysql" }, "Data:Store (Data__Store) is 'mysql'; it must be");
        Assert.Contains(
            "could not be copied",
            Assert.Throws<StorageStartException>(() => DataBackup.Run(_options, Path.Combine(_target.Path, "none", "copy.db"))).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_target.Path));
    }

    [Fact]
    public void Of_a_database_that_is_damaged_no_copy_is_left()
    {
        using var folder = new TestFolder();
        File.WriteAllText(Path.Combine(folder.Path, "realtime.db"), new string('x', 4_096));

        Refused(new() { Folder = folder.Path }, "could not be copied");

        Assert.Empty(Directory.GetFileSystemEntries(_target.Path));
    }

    private void Refused(StorageOptions options, string why) =>
        Assert.Contains(why, Assert.Throws<StorageStartException>(() => DataBackup.Run(options, Copy)).Message, StringComparison.Ordinal);

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
