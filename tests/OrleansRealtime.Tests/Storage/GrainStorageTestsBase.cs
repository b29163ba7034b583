using System.Collections.Immutable;
using Orleans.Storage;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

/// <summary>
/// The storage "grains" as grains see it, and as its rows lie in the database.
/// </summary>
public abstract class GrainStorageTestsBase(StorageFixture fixture)
{
    private readonly string _key = $"demo/keeper/{Guid.NewGuid():N}";

    protected IKeeperGrain Grain => fixture.Grains.GetGrain<IKeeperGrain>(_key);

    private GrainRowOwner Owner => new(KeeperGrain.StateName, _key);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

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
            [(2, """{"state":{"text":"two é"}}""")],
            await StoredAsync());
        Assert.Equal([new GrainRow("row", "b", "2"), new("row", "c", "3")], await RowsAsync());
    }

    [Fact]
    public async Task The_next_activation_and_the_next_process_have_what_was_written()
    {
        await Grain.Write("one", [new("a", "1")]);
        await Grain.Retire();
        Assert.Equal(new Kept("one", Version(1, readings: 1), true), await Grain.Read());

        await fixture.RestartAsync();

        Assert.Equal(new Kept("one", Version(1, readings: 2), true), await Grain.Read());
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task A_cleared_state_is_new_keeps_its_rows_and_can_be_written_again()
    {
        await Grain.Write("one", [new("a", "1")]);
        await Grain.Clear();
        Assert.Equal(new Kept(null, "2", false), await Grain.Read());
        await Grain.Retire();
        Assert.Equal(new Kept(null, Version(2, readings: 1), false), await Grain.Read());
        Assert.Single(await RowsAsync());

        await Grain.Write("two", []);

        Assert.Equal(new Kept("two", Version(3, readings: 1), true), await Grain.Read());
    }

    [Fact]
    public async Task A_write_onto_a_version_that_is_gone_is_an_inconsistency_and_changes_nothing()
    {
        await Grain.Write("one", [new("a", "1")]);
        await SomebodyElseWritesAsync(1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Write("two", [new("a", null)]));

        Assert.Equal(new Kept("else", Version(2, readings: 1), true), await Grain.Read());
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task A_first_write_of_what_somebody_else_wrote_first_is_an_inconsistency()
    {
        await Grain.Read();
        await SomebodyElseWritesAsync(null);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Write("one", [new("a", "1")]));

        Assert.Equal(new Kept("else", Version(1, readings: 1), true), await Grain.Read());
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Clearing_a_version_that_is_gone_is_an_inconsistency()
    {
        await Grain.Write("one", []);
        await SomebodyElseWritesAsync(1);

        await Assert.ThrowsAsync<InconsistentStateException>(Grain.Clear);

        Assert.Equal(new Kept("else", Version(2, readings: 1), true), await Grain.Read());
    }

    [Fact]
    public async Task A_key_that_a_store_would_change_is_refused()
    {
        foreach (var key in new[] { "42", "face", "42+demo/keeper", "demo/keeper/\0" })
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

    /// <param name="readings">Of the state there since it was first written.</param>
    private string Version(int writes, int readings) => $"{writes + (readings * fixture.VersionsPerReading)}";

    protected async Task<IReadOnlyList<GrainRow>> RowsAsync() => await fixture.Rows.ReadAsync(Owner, "row", new GrainRowRange(), Ct);

    protected Task<List<(int Version, string? Payload)>> StoredAsync() => fixture.Database.ReadAsync(
        "SELECT Version, Payload FROM GrainState WHERE ServiceId = 'orleans-realtime' AND StateName = 'keeper' AND GrainKey = @Key",
        row => (row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1)),
        [("@Key", _key)],
        Ct);

    private async Task SomebodyElseWritesAsync(long? version)
    {
        var versions = await fixture.Database.WriteAsync(
            fixture.Database.Sql.GrainWrite,
            row => row.GetInt64(0),
            [
                ("@ServiceId", fixture.Database.ServiceId), ("@GrainTypeString", KeeperGrain.StateName), ("@GrainIdExtensionString", _key),
                ("@GrainStateVersion", version), ("@PayloadBinary", """{"state":{"text":"else"}}"""u8.ToArray()),
            ],
            Ct);
        Assert.Single(versions);
    }
}

/// <summary>A cause among its wrappers: Orleans wraps what is not its own.</summary>
internal static class Causes
{
    public static T CauseOf<T>(this Exception exception) where T : Exception
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
                return found;
        }
        throw new InvalidOperationException($"No {typeof(T).Name} is among the causes.", exception);
    }
}
