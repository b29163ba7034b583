using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
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
    [InlineData("""{"text":"x","list":"a"}""", "list")]
    [InlineData("""{"text":"x","list":["a","b","c"]}""", "list")]
    [InlineData("""{"text":"x","how":"Read"}""", "how")]
    [InlineData("""{"text":"x","how":"read, seen"}""", "how")]
    [InlineData("""{"text":"x","how":1}""", "how")]
    [InlineData("""{"text":"x","entity":[]}""", "entity")]
    [InlineData("""{"text":"x","entity":{"type":"a"}}""", "id")]
    [InlineData("""{"text":"x","entity":{"type":"a","id":1}}""", "id")]
    [InlineData("""{"text":"x","entity":{"type":"a","id":"1","other":1}}""", "other")]
    [InlineData("""{"text":"x","is":"true"}""", "is")]
    [InlineData("""{"text":"x","is":0}""", "is")]
    [InlineData("""{"text":"x","by":[]}""", "by")]
    [InlineData("""{"text":"x","by":{"a b":null}}""", "a b")]
    [InlineData("""{"text":"x","by":{"a b":{"id":"1"}}}""", "type")]
    [InlineData("""{"text":"x","by":{"a.b":{"type":"a","id":7}}}""", "id")]
    [InlineData("""{"text":"x","fields":[]}""", "fields")]
    [InlineData("""{"text":"x","fields":"{}"}""", "fields")]
    [InlineData("""{"text":"x","at":"noon"}""", "at")]
    [InlineData("""{"text":"x","at":12}""", "at")]
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

    [Theory]
    [InlineData("""{"by":{"a.b/c":{"type":"a","id":7}}}""", "by.a.b/c.id", "'by.a.b/c.id' must be a string.")]
    [InlineData("""{"by":{"x":{"type":"a"}}}""", "by.x.id", "'by.x.id' is missing.")]
    [InlineData("""{"by":{"x":{"type":"a","id":"1","z":0}}}""", "by.x.z", "'by.x.z' is not known here.")]
    [InlineData("""{"how":"Read"}""", "how", "'how' must be one of seen, read, unread, archived, snoozed, active.")]
    [InlineData("[]", null, "The body must be a JSON object.")]
    public void A_call_may_refuse_with_a_code_of_its_own_and_the_whole_path(string body, string? field, string sentence)
    {
        var refusal = new BodyRefusal(ProblemCodes.BadPreferences, WholePath: true);
        var problem = Assert.Throws<ProblemException>(() => RequestReader.Read<Request>(Json($"{body[..1]}{Text(body)}{body[1..]}"), refusal)).ToProblem();
        Assert.Equal(("bad_preferences", field, sentence), (problem.Code, problem.Field, problem.Detail));

        static string Text(string body) => body[0] == '{' ? "\"text\":\"x\"," : "";
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("{}", "items")]
    [InlineData("""{"items":null}""", "items")]
    [InlineData("""{"items":{}}""", "items")]
    [InlineData("""{"items":[],"other":1}""", "other")]
    public void A_body_that_holds_a_list_holds_nothing_else(string body, string? field)
    {
        var refusal = Assert.Throws<ProblemException>(() => RequestReader.ReadList<List>(Json(body))).ToProblem();
        Assert.Equal(("bad_body", field), (refusal.Code, refusal.Field));
    }

    [Fact]
    public void The_items_of_a_list_are_not_looked_at() =>
        Assert.Equal("""[1,null,{"what":"ever"}]""", RequestReader.ReadList<List>(Json("""{"items":[1,null,{"what":"ever"}]}""")).GetRawText());

    [Fact]
    public void Fields_are_taken_as_they_are() => Assert.Equal(
        """{"a b":null,"x":[1.0,null]}""",
        RequestReader.Read<JsonFields>(Json("""{"x":[1.0 ,null],"a b":null}""")).ToString());

    [Fact]
    public void Members_with_a_default_may_be_absent_or_null()
    {
        Assert.Equal(new("x"), Read("""{"text":"x"}"""));
        Assert.Equal(new("x"), Read("""{"text":"x","number":null,"list":null,"how":null,"entity":null}"""));
        Assert.Equal(new("abc", 10, null, MarkAs.Read, new("a", "1")), Read("""{"number":10,"text":"abc","how":"read","entity":{"type":"a","id":"1"}}"""));
    }

    private static Request Read(string body) => RequestReader.Read<Request>(Json(body));

    private static JsonElement Json(string body) => JsonSerializer.Deserialize<JsonElement>(body);

    internal sealed record Request(
        [property: StringLength(3, MinimumLength = 1)] string Text,
        [property: Range(0, 10)] int? Number = null,
        [property: MaxLength(2)] IReadOnlyList<string>? List = null,
        MarkAs? How = null,
        EntityRef? Entity = null,
        bool? Is = null,
        IReadOnlyDictionary<string, EntityRef>? By = null,
        JsonFields? Fields = null,
        DateTimeOffset? At = null);

    internal sealed record List(IReadOnlyList<EntityRef> Items);
}
