using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class FieldsReaderTests
{
    [Theory]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":{"b":{"c":null}}}""")]
    public void Null_is_no_value_of_a_state(string fields)
    {
        var refusal = Assert.Throws<ProblemException>(() => FieldsReader.State(Json(fields), "fields")).ToProblem();
        Assert.Equal(("null_value", "a"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public void Null_holds_a_place_in_an_array()
    {
        var fields = FieldsReader.State(Json("""{"a":[null,{"b":null}],"c":{"d":[null]}}"""), "fields");
        Assert.Equal("""[null,{"b":null}]""", fields["a"]);
    }

    [Fact]
    public void Null_in_a_patch_removes() =>
        Assert.Equal(JsonFields.Removed, FieldsReader.Patch(Json("""{"a":null}"""), "body")["a"]);

    [Theory]
    [InlineData("")]
    [InlineData("a\\u0000b")]
    [InlineData("line\\nbreak")]
    [InlineData("\\u007f")]
    [InlineData("\\u0085")]
    public void A_field_name_is_neither_empty_nor_with_control_characters(string escaped) =>
        Assert.Equal("bad_field", RefusalOf($$"""{"{{escaped}}":1}"""));

    [Fact]
    public void A_field_name_has_at_most_128_characters()
    {
        Assert.Equal(1, FieldsReader.Patch(Json($$"""{"{{new string('n', 128)}}":1}"""), "body").Count);
        Assert.Equal("bad_field", RefusalOf($$"""{"{{new string('n', 129)}}":1}"""));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void Fields_are_an_object(string json) => Assert.Equal("bad_body", RefusalOf(json));

    [Fact]
    public void A_value_may_hold_a_NUL() => Assert.Equal("\"\\u0000\"", FieldsReader.State(Json("""{"a":"\u0000"}"""), "fields")["a"]);

    [Fact]
    public void Values_lose_their_white_space_and_nothing_else() =>
        Assert.Equal("""{"x":[1.0,1e999]}""", FieldsReader.State(Json("""{"a" : { "x" : [ 1.0 , 1e999 ] } }"""), "fields")["a"]);

    private static string RefusalOf(string json) =>
        Assert.Throws<ProblemException>(() => FieldsReader.Patch(Json(json), "body")).ToProblem().Code;

    private static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
