using System.Text.Json;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class JsonMembersTests
{
    [Theory]
    [InlineData("""{"text":"x","other":1}""", "other")]
    [InlineData("""{"Text":"x"}""", "Text")]
    [InlineData("""{}""", "text")]
    [InlineData("""{"text":null}""", "text")]
    [InlineData("""{"text":""}""", "text")]
    [InlineData("""{"text":"four"}""", "text")]
    [InlineData("""{"text":1}""", "text")]
    [InlineData("""{"text":"x","number":"1"}""", "number")]
    [InlineData("""{"text":"x","number":1.5}""", "number")]
    [InlineData("""{"text":"x","number":11}""", "number")]
    [InlineData("""{"text":"x","number":1e400}""", "number")]
    [InlineData("""{"text":"x","list":{}}""", "list")]
    public void What_a_call_does_not_take_is_told_by_its_name(string body, string field)
    {
        var refusal = Assert.Throws<ProblemException>(() => Read(body)).ToProblem();
        Assert.Equal(("bad_body", field), (refusal.Code, refusal.Field));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void A_body_that_is_no_object_is_refused(string body) =>
        Assert.Equal("bad_body", Assert.Throws<ProblemException>(() => Read(body)).ToProblem().Code);

    [Fact]
    public void Optional_members_may_be_absent_or_null()
    {
        Assert.Equal(("x", null), Read("""{"text":"x"}"""));
        Assert.Equal(("x", null), Read("""{"text":"x","number":null,"list":null}"""));
        Assert.Equal(("abc", 10L), Read("""{"number":10,"text":"abc","list":[]}"""));
    }

    private static (string Text, long? Number) Read(string body)
    {
        var members = new JsonMembers(JsonSerializer.Deserialize<JsonElement>(body), "text", "number", "list");
        var text = members.Text("text", 3);
        members.OptionalArray("list");
        return (text, members.OptionalInteger("number", 0, 10));
    }
}
