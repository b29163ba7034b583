using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class RequestReaderTests
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
    [InlineData("""{"text":"x","list":["a",1]}""", "list")]
    [InlineData("""{"text":"x","list":["a",null]}""", "list")]
    [InlineData("""{"text":"x","list":["a","b","c"]}""", "list")]
    [InlineData("""{"text":"x","how":"Read"}""", "how")]
    [InlineData("""{"text":"x","how":"read, seen"}""", "how")]
    [InlineData("""{"text":"x","how":1}""", "how")]
    [InlineData("""{"text":"x","entity":[]}""", "entity")]
    [InlineData("""{"text":"x","entity":{"type":"a"}}""", "id")]
    [InlineData("""{"text":"x","entity":{"type":"a","id":1}}""", "id")]
    [InlineData("""{"text":"x","entity":{"type":"a","id":"1","other":1}}""", "other")]
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
    public void Members_with_a_default_may_be_absent_or_null()
    {
        Assert.Equal(new("x"), Read("""{"text":"x"}"""));
        Assert.Equal(new("x"), Read("""{"text":"x","number":null,"list":null,"how":null,"entity":null}"""));
        Assert.Equal(new("abc", 10, null, MarkAs.Read, new("a", "1")), Read("""{"number":10,"text":"abc","how":"read","entity":{"type":"a","id":"1"}}"""));
    }

    private static Request Read(string body) => RequestReader.Read<Request>(JsonSerializer.Deserialize<JsonElement>(body));

    internal sealed record Request(
        [property: StringLength(3, MinimumLength = 1)] string Text,
        [property: Range(0, 10)] int? Number = null,
        [property: MaxLength(2)] IReadOnlyList<string>? List = null,
        MarkAs? How = null,
        EntityRef? Entity = null);
}
