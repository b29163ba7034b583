using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Orleans.Storage;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Sqlite;
using OrleansRealtime.Tests.Engines;

namespace OrleansRealtime.Tests.Storage;

/// <summary>
/// The storage "grains" as grains see it, and as its rows lie in the database: the same under both engines, so that data written under
/// one opens under the other.
/// </summary>
public sealed class GrainStorageSpecification(StorageFixture fixture) : IClassFixture<StorageFixture>
{
    private readonly string _key = $"demo/keeper/{Guid.NewGuid():N}";

    private IKeeperGrain Grain => fixture.Grains.GetGrain<IKeeperGrain>(_key);

    private GrainRowOwner Owner => new(KeeperGrain.StateName, _key);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_that_was_never_written_is_new_and_leaves_no_row()
    {
        Assert.Equal(new Kept(null, null, false), await Grain.Read());
        await Grain.Clear();
        Assert.Equal(new Kept(null, null, false), await Grain.Read());
        Assert.Empty(await StoredAsync());
    }

    [Fact]
    public async Task A_write_lies_in_the_database_as_version_and_envelope_with_its_rows_beside_it()
    {
        await Grain.Write("one", [new("a", "1"), new("b", "2")]);
        await Grain.Write("two é", [new("a", null), new("c", "3")]);

        Assert.Equal(new Kept("two é", "2", true), await Grain.Read());
        Assert.Equal(
            [
                (2, """{"state":{"text":"two é"},"rows":["""
                    + """{"collection":"row","id":"a","value":null},{"collection":"row","id":"c","value":3}]}"""),
            ],
            await StoredAsync());
        Assert.Equal([new GrainRow("row", "b", "2"), new("row", "c", "3")], await RowsAsync());
    }

    [Fact]
    public async Task The_next_activation_and_the_next_process_have_what_was_written()
    {
        await Grain.Write("one", [new("a", "1")]);
        await Grain.Retire();
        Assert.Equal(new Kept("one", "1", true), await Grain.Read());

        await fixture.RestartAsync();

        Assert.Equal(new Kept("one", "1", true), await Grain.Read());
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task A_cleared_state_is_new_keeps_its_rows_and_can_be_written_again()
    {
        await Grain.Write("one", [new("a", "1")]);
        await Grain.Clear();
        Assert.Equal(new Kept(null, "2", false), await Grain.Read());
        await Grain.Retire();
        Assert.Equal(new Kept(null, "2", false), await Grain.Read());
        Assert.Single(await RowsAsync());

        await Grain.Write("two", []);

        Assert.Equal(new Kept("two", "3", true), await Grain.Read());
    }

    [Fact]
    public async Task A_write_onto_a_version_that_is_gone_is_an_inconsistency_and_changes_nothing()
    {
        await Grain.Write("one", [new("a", "1")]);
        await SomebodyElseWritesAsync(1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Write("two", [new("a", null)]));

        Assert.Equal(new Kept("else", "2", true), await Grain.Read());
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task A_first_write_of_what_somebody_else_wrote_first_is_an_inconsistency()
    {
        await Grain.Read();
        await SomebodyElseWritesAsync(null);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Write("one", [new("a", "1")]));

        Assert.Equal(new Kept("else", "1", true), await Grain.Read());
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Clearing_a_version_that_is_gone_is_an_inconsistency()
    {
        await Grain.Write("one", []);
        await SomebodyElseWritesAsync(1);

        await Assert.ThrowsAsync<InconsistentStateException>(Grain.Clear);

        Assert.Equal(new Kept("else", "2", true), await Grain.Read());
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_with_nothing_half_there_and_room_makes_it_go_on()
    {
        const int full = 13;
        await Grain.Write("one", [new("a", "1")]);
        var large = $"\"{new string('x', 100_000)}\"";
        await fixture.Database.LimitPagesAsync(1);
        try
        {
            var failed = await Assert.ThrowsAnyAsync<Exception>(() => Grain.Write("two", [new("a", null), new("b", large)]));
            Assert.Equal(full, Sqlite(failed).SqliteErrorCode);
            Assert.Equal([(1, """{"state":{"text":"one"},"rows":[{"collection":"row","id":"a","value":1}]}""")], await StoredAsync());
            Assert.Equal([new GrainRow("row", "a", "1")], await RowsAsync());
        }
        finally
        {
            await fixture.Database.LimitPagesAsync(null);
        }

        await Grain.Write("two", [new("a", null), new("b", large)]);

        Assert.Equal(new Kept("two", "2", true), await Grain.Read());
        Assert.Equal([new GrainRow("row", "b", large)], await RowsAsync());
    }

    [Fact]
    public async Task A_locked_database_fails_the_write_and_the_next_succeeds()
    {
        const int busy = 5;
        await Grain.Write("one", []);
        using (var somebody = fixture.Database.Connect(SqliteOpenMode.ReadWrite, pooling: false))
        using (somebody.BeginTransaction())
        {
            var failed = await Assert.ThrowsAnyAsync<Exception>(() => Grain.Write("two", [])).Within("the busy timeout");
            Assert.Equal(busy, Sqlite(failed).SqliteErrorCode);
        }

        await Grain.Write("three", []);

        Assert.Equal(new Kept("three", "2", true), await Grain.Read());
    }

    [Fact]
    public async Task A_key_that_could_be_taken_for_a_number_is_refused()
    {
        foreach (var key in new[] { "42", "face", "42+demo/keeper" })
            await Assert.ThrowsAnyAsync<Exception>(() => fixture.Grains.GetGrain<IKeeperGrain>(key).Write("one", []));
    }

    [Fact]
    public async Task Writes_of_many_grains_at_once_all_arrive()
    {
        var grains = Enumerable.Range(0, 100).Select(i => fixture.Grains.GetGrain<IKeeperGrain>($"{_key}/{i}")).ToImmutableArray();

        await Task.WhenAll(grains.Select(async grain =>
        {
            await grain.Write("one", [new("a", "1")]);
            await grain.Write("two", [new("b", "2")]);
        })).Within("the writes");

        foreach (var grain in grains)
            Assert.Equal(new Kept("two", "2", true), await grain.Read());
    }

    private async Task<IReadOnlyList<GrainRow>> RowsAsync() => await fixture.Rows.ReadAsync(Owner, "row", new GrainRowRange(), Ct);

    private Task<List<(int Version, string? Payload)>> StoredAsync() => fixture.Database.ReadAsync(
        session => session.Query(
            "SELECT Version, Payload FROM GrainState WHERE ServiceId = 'orleans-realtime' AND StateName = 'keeper' AND GrainKey = @Key",
            row => (row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1)),
            ("@Key", _key)),
        Ct);

    private async Task SomebodyElseWritesAsync(long? version)
    {
        var versions = await fixture.Database.WriteAsync(
            session => session.Query(
                SqliteStatements.GrainWrite, row => row.GetInt64(0),
                ("@ServiceId", fixture.Database.ServiceId), ("@GrainTypeString", KeeperGrain.StateName), ("@GrainIdExtensionString", _key),
                ("@GrainStateVersion", version), ("@PayloadBinary", """{"state":{"text":"else"}}"""u8.ToArray())),
            Ct);
        Assert.Single(versions);
    }

    // Engines wrap what is not theirs.
    private static SqliteException Sqlite(Exception? e)
    {
        while (e is not null and not SqliteException)
            e = e.InnerException;
        return Assert.IsType<SqliteException>(e);
    }
}
