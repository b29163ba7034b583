using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Hosting;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Tests.Storage.Sqlite;

/// <summary>An operator says that a database was put back.</summary>
public sealed class SqliteRestoringTests
{
    [Fact]
    public async Task It_is_of_a_new_epoch_from_then_on_and_nothing_is_done_while_somebody_serves_it_or_where_nobody_did()
    {
        var store = new SqliteStore();
        var options = new StorageOptions();
        store.Configure(options);
        var unserved = await Assert.ThrowsAsync<StorageStartException>(RestoredAsync);
        Assert.Contains("Nobody has served", unserved.Message, StringComparison.Ordinal);

        await using var fixture = new Fixture(store);
        await fixture.InitializeAsync();
        await Assert.ThrowsAsync<StorageStartException>(RestoredAsync);
        var before = Token();
        await fixture.RestartAsync(between: RestoredAsync);

        Assert.Equal("", before);
        Assert.Matches("^[a-z0-9]{4}$", Token());

        Task RestoredAsync() => DataRestoring.RunAsync(options, new(), NullLoggerFactory.Instance);

        string Token() => fixture.Services.GetRequiredService<IDatabaseLineage>().Token;
    }

    private sealed class Fixture(SqliteStore store) : StorageFixture(store);
}
