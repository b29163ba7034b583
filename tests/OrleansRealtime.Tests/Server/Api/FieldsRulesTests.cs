using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class FieldsRulesTests
{
    [Theory]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("""{"a":null,"b":1}""", """{"b":1}""")]
    [InlineData("""{"a":{"b":{"c":null}}}""", """{"a":{"b":{}}}""")]
    [InlineData("""{"a":{"b":null,"c":{"d":1.10,"e":null}}}""", """{"a":{"c":{"d":1.10}}}""")]
    [InlineData("""{"a":{"b":[null,{"c":null}]}}""", """{"a":{"b":[null,{"c":null}]}}""")]
    [InlineData("""{"a":"null","b":{"null":"null"}}""", """{"a":"null","b":{"null":"null"}}""")]
    [InlineData("""{"a":{"b":"Привет","c":null}}""", """{"a":{"b":"Привет"}}""")]
    public void Null_in_a_state_says_that_nothing_is_there(string fields, string state) =>
        Assert.Equal(state, FieldsRules.State(JsonFields.Parse(fields)).ToString());

    [Fact]
    public void Of_several_fields_that_break_a_rule_the_first_by_name_is_told()
    {
        Assert.Equal("\u0001", FieldOf(() => FieldsRules.State(JsonFields.Parse("""{"\u0003":null,"\u0001":null}"""))));
        Assert.Equal("\u0001", FieldOf(() => FieldsRules.Patch(JsonFields.Parse("""{"\u0003":1,"\u0001":1,"\u0002":1}"""))));

        static string? FieldOf(Action rule) => Assert.Throws<ProblemException>(rule).ToProblem().Field;
    }

    [Fact]
    public void Null_holds_a_place_in_an_array()
    {
        var fields = FieldsRules.State(JsonFields.Parse("""{"a":[null,{"b":null}],"c":{"d":[null]}}"""));
        Assert.Equal("""[null,{"b":null}]""", fields["a"]);
    }

    [Fact]
    public void Null_in_a_patch_removes() =>
        Assert.Equal(JsonFields.Removed, FieldsRules.Patch(JsonFields.Parse("""{"a":null}"""))["a"]);

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
        Assert.Equal(1, FieldsRules.Patch(JsonFields.Parse($$"""{"{{new string('n', 128)}}":1}""")).Count);
        Assert.Equal("bad_field", RefusalOf($$"""{"{{new string('n', 129)}}":1}"""));
    }

    [Fact]
    public void A_value_may_hold_a_NUL() => Assert.Equal("\"\\u0000\"", FieldsRules.State(JsonFields.Parse("""{"a":"\u0000"}"""))["a"]);

    [Fact]
    public void Values_lose_their_white_space_and_nothing_else() =>
        Assert.Equal("""{"x":[1.0,1e999]}""", FieldsRules.State(JsonFields.Parse("""{"a" : { "x" : [ 1.0 , 1e999 ] } }"""))["a"]);

    private static string RefusalOf(string json) =>
        Assert.Throws<ProblemException>(() => FieldsRules.Patch(JsonFields.Parse(json))).ToProblem().Code;
}
