using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage.Sqlite;

/// <summary>What stands where the database should be and is none, or no longer whole.</summary>
public sealed class SqliteFileTests
{
    private static readonly GrainRowOwner Owner = new("note", "demo/note/1");

    [Theory]
    [InlineData("no database", "is not a SQLite database")]
    [InlineData("a few bytes", "is not a SQLite database")]
    [InlineData("cut short", "damaged or cut short")]
    [InlineData("cut to its first page", "damaged or cut short")]
    [InlineData("empty", "is empty")]
    [InlineData("overwritten in the middle", "damaged")]
    public async Task A_file_that_is_no_whole_database_is_named_and_left_as_it_is(string damage, string sentence)
    {
        using var folder = new TestFolder();
        using (var first = new SqliteTestDatabase(folder))
            await first.CommitAsync(Owner, null, new string('x', 20_000));
        var whole = await File.ReadAllBytesAsync(folder.Database, TestContext.Current.CancellationToken);
        var damaged = Damaged(whole, damage);
        await File.WriteAllBytesAsync(folder.Database, damaged, TestContext.Current.CancellationToken);

        using (var test = new SqliteTestDatabase(folder))
        {
            var refused = Assert.Throws<StorageStartException>(test.Database.Open);
            Assert.StartsWith(folder.Database, refused.Message, StringComparison.Ordinal);
            Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }

        Assert.Equal(damaged, await File.ReadAllBytesAsync(folder.Database, TestContext.Current.CancellationToken));
        await File.WriteAllBytesAsync(folder.Database, whole, TestContext.Current.CancellationToken);
        using var mended = new SqliteTestDatabase(folder);
        Assert.Equal(1, (await mended.ReadAsync(Owner)).Version);
    }

    [Theory]
    [InlineData("UPDATE GrainState SET Payload = substr(Payload, 1, 20)", "the state of note demo/note/1 is no JSON")]
    [InlineData("UPDATE GrainRow SET Value = Value || ','", "the row k in key of note demo/note/1 is no JSON")]
    public async Task A_database_that_was_edited_into_something_unreadable_is_refused_before_it_serves(string edit, string sentence)
    {
        using var folder = new TestFolder();
        using (var first = new SqliteTestDatabase(folder))
        {
            await first.CommitAsync(Owner, null, "one", new GrainRow("key", "k", "1"));
            first.Ask(edit);
        }

        using var test = new SqliteTestDatabase(folder);
        var refused = Assert.Throws<StorageStartException>(test.Database.Open);

        Assert.StartsWith(folder.Database, refused.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_without_its_database_is_not_taken_for_a_new_folder()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.Database + "-wal", "commits", TestContext.Current.CancellationToken);

        using var test = new SqliteTestDatabase(folder);

        Assert.Contains("is missing", Assert.Throws<StorageStartException>(test.Database.Open).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Database));
    }

    [Fact]
    public async Task A_first_start_that_was_killed_half_way_is_begun_again()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.Database + ".new", "half of it", TestContext.Current.CancellationToken);

        using var test = new SqliteTestDatabase(folder);

        Assert.Equal(1, await test.CommitAsync(Owner, null, "one"));
    }

    [Fact]
    public async Task A_copy_of_the_folder_of_a_process_that_was_killed_has_every_commit()
    {
        using var killed = new TestFolder();
        using var folder = new TestFolder();
        using var running = new SqliteTestDatabase(killed);
        await running.CommitAsync(Owner, null, "one", new GrainRow("key", "k", "1"));
        foreach (var file in Directory.GetFiles(killed.Path))
        {
            if (Path.GetFileName(file) != "lock")
                File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        using var test = new SqliteTestDatabase(folder);

        Assert.Equal((1, "one"), await test.ReadAsync(Owner));
        Assert.Single(await test.AllAsync(Owner, "key"));
    }

    private static byte[] Damaged(byte[] whole, string damage)
    {
        switch (damage)
        {
            case "no database":
                return [.. Enumerable.Repeat((byte)'?', 8192)];
            case "a few bytes":
                return "hello"u8.ToArray();
            case "cut short":
                return whole[..(whole.Length - 5000)];
            case "cut to its first page":
                return whole[..4096];
            case "empty":
                return [];
            default:
                var overwritten = (byte[])whole.Clone();
                overwritten.AsSpan(2 * 4096, 4096).Fill(0xAB);
                return overwritten;
        }
    }
}
