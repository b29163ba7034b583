using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

/// <summary>
/// Data/golden-states.json is what <see cref="PlayAsync"/> left in the tables when the format was made. On each store it leaves the same
/// today, and what lies there is served. After a change of the format that is meant, take over what the failure shows.
/// </summary>
public abstract class GoldenDataTestsBase : IAsyncLifetime
{
    private StorageFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract StorageFixture NewFixture();

    public async ValueTask InitializeAsync() => await (_fixture = NewFixture()).InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_grain_leaves_the_rows_that_it_always_left()
    {
        await PlayAsync();

        var left = await DumpAsync();

        Assert.True(JsonNode.DeepEquals(Stored(Golden()), left), $"What lies in the tables is not what lay there until now: {left}");
    }

    [Fact]
    public async Task Rows_of_earlier_versions_are_served_and_written_on()
    {
        await FillAsync(Golden());

        Assert.Equal(new Kept("two é 🙂 \"rows\":[", Version(2), true), await Keeper("written").Read());
        Assert.Equal(new Kept(null, Version(2), false), await Keeper("cleared").Read());
        Assert.Equal(new Kept("", Version(1), true), await Keeper("empty").Read());
        Assert.Equal(
            [new GrainRow("row", "b", """{"b":1.10,"a":["\u0000","~1\\"]}"""), new("row", "é", "3")],
            await RowsAsync("written"));

        await Keeper("written").Write("three", [new("b", null)]);
        await Keeper("cleared").Write("again", []);

        Assert.Equal(new Kept("three", Version(3), true), await Keeper("written").Read());
        Assert.Equal([new GrainRow("row", "é", "3")], await RowsAsync("written"));
        Assert.Equal(new Kept("again", Version(3), true), await Keeper("cleared").Read());
    }

    /// <summary>Rows are written apart and no payload has any more.</summary>
    private static JsonNode Stored(JsonNode golden)
    {
        foreach (var state in golden["GrainState"]!.AsArray()) (state!["payload"] as JsonObject)?.Remove("rows");
        return golden;
    }

    /// <summary>After one reading.</summary>
    private string Version(int writes) => $"{writes + _fixture.VersionsPerReading}";

    private async Task PlayAsync()
    {
        await Keeper("written").Write("one", [new("a", "1"), new("b", """{"b":1.10,"a":["\u0000","~1\\"]}""")]);
        await Keeper("written").Write("two é 🙂 \"rows\":[", [new("a", null), new("é", "3")]);
        await Keeper("cleared").Write("one", [new("kept", "true")]);
        await Keeper("cleared").Clear();
        await Keeper("empty").Write("", []);
    }

    private IKeeperGrain Keeper(string name) => _fixture.Grains.GetGrain<IKeeperGrain>(KeyOf(name));

    private static string KeyOf(string name) => $"golden/keeper/{name}";

    private async Task<IReadOnlyList<GrainRow>> RowsAsync(string name) =>
        await _fixture.Rows.ReadAsync(new(KeeperGrain.StateName, KeyOf(name)), "row", new GrainRowRange(), Ct);

    /// <summary>All columns but the time. Texts of JSON come parsed, except a row's value: that is kept to the character.</summary>
    private async Task<JsonObject> DumpAsync()
    {
        var states = await _fixture.Database.ReadAsync(
            "SELECT ServiceId, StateName, GrainKey, Version, Payload FROM GrainState ORDER BY ServiceId, StateName, GrainKey",
            row => (JsonNode)new JsonObject
            {
                ["serviceId"] = row.GetString(0),
                ["stateName"] = row.GetString(1),
                ["grainKey"] = row.GetString(2),
                ["version"] = row.GetInt64(3),
                ["payload"] = row.IsDBNull(4) ? null : JsonNode.Parse(row.GetString(4)),
            },
            [],
            Ct);
        var rows = await _fixture.Database.ReadAsync(
            "SELECT ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt FROM GrainRow ORDER BY ServiceId, StateName, GrainKey, Collection, Id",
            row => (JsonNode)new JsonObject
            {
                ["serviceId"] = row.GetString(0),
                ["stateName"] = row.GetString(1),
                ["grainKey"] = row.GetString(2),
                ["collection"] = row.GetString(3),
                ["id"] = row.GetString(4),
                ["value"] = row.GetString(5),
                ["dueAt"] = row.IsDBNull(6) ? null : row.GetInt64(6),
            },
            [],
            Ct);
        return new() { ["GrainState"] = new JsonArray([.. states]), ["GrainRow"] = new JsonArray([.. rows]) };
    }

    private async Task FillAsync(JsonNode golden)
    {
        foreach (var row in golden["GrainRow"]!.AsArray())
        {
            await _fixture.Database.WriteAsync(
                """
                INSERT INTO GrainRow (ServiceId, StateName, GrainKey, Collection, Id, Value)
                VALUES (@serviceId, @stateName, @grainKey, @collection, @id, @value)
                """,
                _ => 0,
                Columns(row!, "serviceId", "stateName", "grainKey", "collection", "id", "value"),
                Ct);
        }

        foreach (var state in golden["GrainState"]!.AsArray())
        {
            await _fixture.Database.WriteAsync(
                """
                INSERT INTO GrainState (ServiceId, StateName, GrainKey, Version, Payload, ModifiedAt)
                VALUES (@serviceId, @stateName, @grainKey, @version, @payload, 0)
                """,
                _ => 0,
                [
                    .. Columns(state!, "serviceId", "stateName", "grainKey"),
                    ("@version", state!["version"]!.GetValue<long>()),
                    ("@payload", state["payload"]?.ToJsonString(JsonGrainStorageSerializer.Options)),
                ],
                Ct);
        }
    }

    private static (string, object?)[] Columns(JsonNode row, params string[] names) =>
        [.. names.Select(name => ($"@{name}", (object?)row[name]!.GetValue<string>()))];

    private static JsonNode Golden([CallerFilePath] string here = "") =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "Data", "golden-states.json")))!;
}
