using OrleansRealtime.Storage;
using OrleansRealtime.Tests.Storage.Sqlite;

namespace OrleansRealtime.Tests.Storage;

public sealed class DataFolderTests
{
    [Fact]
    public void A_second_claim_of_a_folder_is_refused_in_one_line_that_names_it()
    {
        using var folder = new TestFolder();
        using var first = DataFolder.Claim(folder.Path);

        var refused = Assert.Throws<StorageStartException>(() => DataFolder.Claim(folder.Path));

        Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void A_folder_is_free_again_when_its_claim_ended()
    {
        using var folder = new TestFolder();
        DataFolder.Claim(folder.Path).Dispose();

        using var second = DataFolder.Claim(folder.Path);

        Assert.Equal(folder.Path, second.Path);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_made()
    {
        using var folder = new TestFolder();

        using var claimed = DataFolder.Claim(Path.Combine(folder.Path, "a", "b"));

        Assert.True(Directory.Exists(claimed.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(claimed.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        Assert.Contains(file, Assert.Throws<StorageStartException>(() => DataFolder.Claim(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_cannot_be_opened_lets_go_of_the_folder()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.Database, "no database");
        using var test = new SqliteTestDatabase(folder);
        Assert.Throws<StorageStartException>(test.Database.Open);

        using var claimed = DataFolder.Claim(folder.Path);
    }
}
