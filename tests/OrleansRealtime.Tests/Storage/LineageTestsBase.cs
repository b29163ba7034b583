using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Tests.Storage;

/// <summary>What a start makes of the database and of the mark in the data folder.</summary>
public abstract class LineageTestsBase : DatabaseTestsBase
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private string Mark => Path.Combine(_folder.Path, "mark");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_database_and_one_that_goes_on_have_no_token()
    {
        var first = await StartAsync();
        await first.TryMarkAsync(Ct);

        Assert.Equal("", first.Token);
        Assert.Equal("", (await StartAsync()).Token);
    }

    [Fact]
    public async Task A_database_with_a_lower_mark_than_its_folder_gets_a_token_and_keeps_it()
    {
        await StartAsync();
        await ChangeAsync("UPDATE Lineage SET Mark = Mark - 1");

        var restored = await StartAsync();
        var next = await StartAsync();

        Assert.Matches("^[a-z0-9]{4}$", restored.Token);
        Assert.Equal(restored.Token, next.Token);
    }

    [Fact]
    public async Task Each_time_that_it_goes_back_it_gets_another_token()
    {
        await StartAsync();
        await ChangeAsync("UPDATE Lineage SET Mark = Mark - 1");
        var once = (await StartAsync()).Token;
        await ChangeAsync("UPDATE Lineage SET Mark = Mark - 1");

        Assert.NotEqual(once, (await StartAsync()).Token);
    }

    [Fact]
    public async Task A_crash_between_the_two_marks_leaves_the_database_ahead_which_is_no_copy()
    {
        await StartAsync();
        await ChangeAsync("UPDATE Lineage SET Mark = Mark + 1");

        Assert.Equal("", (await StartAsync()).Token);
    }

    [Fact]
    public async Task A_process_that_does_not_know_yet_that_it_was_replaced_cannot_take_the_mark_back()
    {
        var replaced = await StartAsync();
        await ChangeAsync("UPDATE Lineage SET Mark = Mark + 1000");
        var mark = await File.ReadAllTextAsync(Mark, Ct);

        await replaced.TryMarkAsync(Ct);
        await File.WriteAllTextAsync(Mark, $"{long.Parse(mark, System.Globalization.CultureInfo.InvariantCulture) + 1000}", Ct);

        Assert.Equal("", (await StartAsync()).Token);
    }

    /// <summary>The token after the folder's mark was lost.</summary>
    private protected async Task<string> TokenWithoutMarkAsync(string? mark)
    {
        await StartAsync();
        File.Delete(Mark);
        if (mark is not null) await File.WriteAllTextAsync(Mark, mark, Ct);
        return (await StartAsync()).Token;
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_no_copy_of_it()
    {
        _time.Advance(TimeSpan.FromDays(1));
        await StartAsync();

        var behind = await StartAsync(new FakeTimeProvider());
        await behind.TryMarkAsync(Ct);

        Assert.Equal("", (await StartAsync(new FakeTimeProvider())).Token);
    }

    [Fact]
    public async Task A_mark_that_comes_while_the_database_is_asked_is_no_database_that_went_back()
    {
        var lineage = await StartAsync();
        var asked = lineage.Marked;
        _time.Advance(TimeSpan.FromSeconds(10));
        await lineage.TryMarkAsync(Ct);

        Assert.True(lineage.Marked > asked);
        Assert.True(lineage.IsStillOf("", asked, asked));
        Assert.False(lineage.IsStillOf("", asked, lineage.Marked));
        Assert.False(lineage.IsStillOf("else", lineage.Marked, asked));
    }

    [Fact]
    public async Task A_gateway_on_a_database_that_nobody_has_served_yet_takes_it_for_the_same_when_somebody_has()
    {
        var gateway = await StartAsync(role: NodeRole.Gateway);

        Assert.True(gateway.IsStillOf(null, null, gateway.Marked));
        Assert.True(gateway.IsStillOf("", 1_000, gateway.Marked));
        Assert.False(gateway.IsStillOf("else", 1_000, gateway.Marked));
    }

    private protected async Task<DatabaseLineage> StartAsync(TimeProvider? time = null, NodeRole role = NodeRole.All)
    {
        var options = Options.Create(new StorageOptions { Folder = _folder.Path, ServiceId = "test" });
        var cluster = Options.Create(new ClusterSettings { Role = role });
        var lineage = new DatabaseLineage(Test.Common, options, cluster, time ?? _time, NullLogger<DatabaseLineage>.Instance);
        await lineage.OpenAsync(Ct);
        return lineage;
    }

    private protected async Task ChangeAsync(string sql) => await Test.Common.WriteAsync(sql, _ => 0, [], Ct);
}
