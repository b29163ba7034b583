using System.Collections.Immutable;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

public sealed class JsonGrainStorageSerializerTests
{
    private static readonly JsonGrainStorageSerializer Serializer = new();

    [Fact]
    public void The_envelope_is_camel_case_json_of_the_state_alone()
    {
        var stored = new StoredState<Item>
        {
            State = new Item("Café 日本", null, Colour.DarkRed, ImmutableDictionary<string, int>.Empty.Add("Key", 1)),
            Rows = [new GrainRow("key", "a", "1")],
        };

        Assert.Equal(
            """{"state":{"title":"Café 日本","colour":"darkRed","counts":{"Key":1}}}""",
            Serializer.Serialize(stored).ToString());
    }

    [Fact]
    public void Text_is_stored_as_it_is_and_what_was_stored_escaped_reads_the_same()
    {
        var stored = new StoredState<Item>
        {
            State = new Item("Zoë 😀 Привет", null, Colour.Blue, ImmutableDictionary<string, int>.Empty),
        };

        var json = Serializer.Serialize(stored).ToString();
        Assert.Equal("""{"state":{"title":"Zoë 😀 Привет","colour":"blue","counts":{}}}""", json);
        var escaped = json.Replace("😀", "\\ud83d\\ude00", StringComparison.Ordinal).Replace("ë", "\\u00eb", StringComparison.Ordinal);
        Assert.Equal("Zoë 😀 Привет", Serializer.Deserialize<StoredState<Item>>(new BinaryData(escaped))!.State!.Title);
    }

    [Fact]
    public void A_state_comes_back_and_rows_do_not()
    {
        var state = new Item("one", "two", Colour.Blue, ImmutableDictionary<string, int>.Empty.Add("a", 1));

        var read = Serializer.Deserialize<StoredState<Item>>(Serializer.Serialize(
            new StoredState<Item> { State = state, Rows = [new GrainRow("key", "a", "1")] }))!;

        Assert.Equal(state with { Counts = null! }, read.State! with { Counts = null! });
        Assert.Equal(state.Counts, read.State.Counts);
        Assert.Empty(read.Rows);
    }

    [Fact]
    public void No_state_and_properties_of_a_later_version_are_read()
    {
        Assert.Null(Serializer.Deserialize<StoredState<Item>>(Serializer.Serialize(new StoredState<Item>()))!.State);
        var later = new BinaryData("""{"future":{"a":[1]},"state":{"title":"one","more":[]},"rows":[]}""");
        Assert.Equal("one", Serializer.Deserialize<StoredState<Item>>(later)!.State!.Title);
    }

    [Fact]
    public void State_that_is_not_in_the_envelope_is_refused_because_its_own_rows_would_be_taken_for_rows()
    {
        Assert.Throws<InvalidOperationException>(() => Serializer.Serialize(new Item("one", null, Colour.Blue, null!)));
        Assert.Throws<InvalidOperationException>(() => Serializer.Deserialize<Item>(new BinaryData("{}")));
    }

    private enum Colour
    {
        Blue,
        DarkRed,
    }

    private sealed record Item(string Title, string? Body, Colour Colour, ImmutableDictionary<string, int> Counts);
}
