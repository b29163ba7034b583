using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Contracts;

/// <summary>The text of values: as short as JSON allows, and one text for one value however it was escaped.</summary>
public sealed class JsonFieldsTests
{
    public static TheoryData<string> PlainTexts => ["Привет", "漢字", "😀", "👨‍👩‍👧", "<&>'+`", "\u2028\u2029", "\u00a0\u200b\ufeff", "\u007f\u0085", "\ue000\u0378\uffff"];

    public static TheoryData<string, string> EscapedTexts => new()
    {
        { "\"", "\\\"" },
        { "\\", "\\\\" },
        { "\n\t", "\\n\\t" },
        { "\u0000\u0001\u001e", "\\u0000\\u0001\\u001E" },
    };

    [Theory]
    [MemberData(nameof(PlainTexts))]
    public void Text_is_kept_as_it_is(string text) => Assert.Equal($"\"{text}\"", Value($"\"{text}\""));

    [Theory]
    [MemberData(nameof(PlainTexts))]
    public void Text_that_came_escaped_is_kept_as_if_it_had_not(string text) => Assert.Equal($"\"{text}\"", Value($"\"{Escaped(text)}\""));

    [Theory]
    [MemberData(nameof(EscapedTexts))]
    public void What_JSON_must_escape_stays_escaped(string text, string escaped)
    {
        Assert.Equal($"\"{escaped}\"", Value(JsonSerializer.Serialize(text)));
        Assert.Equal($"\"{escaped}\"", Value($"\"{Escaped(text)}\""));
    }

    [Theory]
    [InlineData("Привет", 12)]
    [InlineData("漢字", 6)]
    [InlineData("😀", 4)]
    [InlineData("\u2028", 3)]
    public void The_size_is_that_of_the_text_in_UTF8(string text, int bytes) =>
        Assert.Equal("title".Length + 4 + 2 + bytes, JsonFields.Parse($$"""{"title":"{{Escaped(text)}}"}""").SizeInBytes());

    [Theory]
    [MemberData(nameof(PlainTexts))]
    public void Fields_that_were_stored_escaped_are_read_as_equal(string text)
    {
        var stored = JsonSerializer.Deserialize<JsonFields>(Json(Escaped(text)), JsonGrainStorageSerializer.Options);
        Assert.Equal(JsonFields.Parse(Json(text)), stored);

        static string Json(string text) => $$$"""{"title":{"{{{text}}}":["{{{text}}}"]}}""";
    }

    private static string Value(string json) => JsonFields.Parse($$"""{"title":{{json}}}""")["title"]!;

    private static string Escaped(string text) => string.Concat(text.Select(unit => $"\\u{(int)unit:x4}"));
}
