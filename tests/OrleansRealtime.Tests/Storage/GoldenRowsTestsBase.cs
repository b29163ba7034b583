using System.Runtime.CompilerServices;
using System.Text.Json;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

/// <summary>Values and ids that a database's JSON functions could change on the way, in Data/golden-rows.json.</summary>
public abstract class GoldenRowsTestsBase : DatabaseTestsBase
{
    [Fact]
    public async Task Every_row_comes_back_as_it_was_written()
    {
        var rows = Golden();

        await Test.CommitAsync(Owner, null, "one");
        await Test.CommitAsync(Owner, 1, "two", rows);

        foreach (var row in rows)
            Assert.Equal(row, await Test.Rows.FindAsync(Owner, row.Collection, row.Id, TestContext.Current.CancellationToken));
        Assert.Equal(rows.Length, await Test.Rows.CountAsync(Owner, "golden", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_row_can_be_deleted_by_its_name()
    {
        var rows = Golden();
        await Test.CommitAsync(Owner, null, "one", rows);

        var half = rows.Length / 2;
        await Test.CommitAsync(Owner, 1, "two", [.. rows[..half].Select(row => row with { Value = null })]);
        await Test.Rows.DeleteAsync(Owner, "golden", [.. rows[half..].Select(row => row.Id)], TestContext.Current.CancellationToken);

        Assert.Empty(await Test.AllAsync(Owner, "golden"));
    }

    private static GrainRow[] Golden([CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "Data", "golden-rows.json");
        var rows = JsonSerializer.Deserialize<List<Entry>>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
        return [.. rows.Select(row => new GrainRow(
            "golden", row.Id, row.Value, row.DueAt is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null))];
    }

    private sealed record Entry(string Id, string Value, long? DueAt);
}
