using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class JsonBodyTests
{
    private const string Json = "application/json";

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=UTF-8")]
    [InlineData("application/json;charset=\"utf-8\"")]
    [InlineData("application/json; odata=verbose")]
    public async Task A_content_type_that_says_JSON_in_UTF8_is_read(string contentType) =>
        Assert.Equal(1, (await ReadAsync("""{"a":1}""", contentType)).GetProperty("a").GetInt32());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/merge-patch+json")]
    [InlineData("rubbish")]
    public async Task Any_other_content_type_is_refused(string? contentType) =>
        Assert.Equal("wrong_content_type", await RefusalAsync("""{"a":1}"""u8.ToArray(), contentType, BodyRule.Usual));

    [Fact]
    public async Task A_patch_may_be_a_merge_patch() =>
        Assert.Equal(1, (await ReadAsync("""{"a":1}""", "application/merge-patch+json", BodyRule.Patch)).GetProperty("a").GetInt32());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_past_the_limit_is_refused_whether_it_says_its_size_or_not(bool saysItsSize)
    {
        var fits = Encoding.UTF8.GetBytes(string.Concat("\"", new string('x', 64 * 1024 - 2), "\""));
        Assert.Equal(64 * 1024 - 2, (await ReadAsync(fits, Json, BodyRule.Usual, saysItsSize)).GetString()!.Length);
        Assert.Equal("body_too_large", await RefusalAsync([.. fits, (byte)' '], Json, BodyRule.Usual, saysItsSize));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":1} {}")]
    [InlineData("{\"a\":1} // why")]
    [InlineData("{\"a\":\"\t\"}")]
    [InlineData("[[1],")]
    public async Task What_is_not_JSON_is_malformed(string body) => Assert.Equal("malformed_json", await RefusalAsync(body));

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_malformed()
    {
        Assert.Equal("malformed_json", await RefusalAsync([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8], Json, BodyRule.Usual));
        Assert.Equal("malformed_json", await RefusalAsync([.. "{\""u8, 0xFF, .. "\":1}"u8], Json, BodyRule.Usual));
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":"\uDC00 first"}""")]
    [InlineData("""{"a":["\ud83d\ud83d\ude00"]}""")]
    [InlineData("""{"\udbff":1}""")]
    public async Task Half_of_a_surrogate_pair_is_malformed(string body) => Assert.Equal("malformed_json", await RefusalAsync(body));

    [Fact]
    public async Task A_whole_surrogate_pair_is_read() =>
        Assert.Equal("😀", (await ReadAsync("""{"a":"\ud83d\uDE00"}""")).GetProperty("a").GetString());

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "a")]
    [InlineData("""{"a":{"b":[{"c":1,"d":2,"c":3}]}}""", "c")]
    [InlineData("""{"a":1,"\u0061":2}""", "a")]
    public async Task A_property_twice_is_refused_at_any_depth(string body, string field)
    {
        var problem = await ProblemAsync(Encoding.UTF8.GetBytes(body), Json, BodyRule.Usual);
        Assert.Equal(("duplicate_property", field), (problem.Code, problem.Field));
    }

    [Fact]
    public async Task The_same_property_in_two_objects_is_not_twice() =>
        Assert.Equal(JsonValueKind.Object, (await ReadAsync("""{"a":{"b":1},"c":{"b":1,"a":2}}""")).ValueKind);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Sixteen_levels_are_read_and_seventeen_are_too_deep_not_counting_those_around_the_fields(int levels)
    {
        var rule = new BodyRule(64 * 1024, levels);
        await ReadAsync(Nested(16 + levels), Json, rule);
        Assert.Equal("too_deep", await RefusalAsync(Encoding.UTF8.GetBytes(Nested(17 + levels)), Json, rule));
        Assert.Equal("too_deep", await RefusalAsync(Encoding.UTF8.GetBytes(Nested(10_000)), Json, rule));
    }

    [Fact]
    public async Task The_first_offence_is_the_one_that_is_told()
    {
        Assert.Equal("duplicate_property", await RefusalAsync("""{"a":1,"a":2,"""));
        Assert.Equal("malformed_json", await RefusalAsync("""{"a":x,"a":2}"""));
        Assert.Equal("too_deep", await RefusalAsync(new string('[', 30)));
    }

    [Fact]
    public async Task Numbers_stay_as_they_were_written()
    {
        var json = await ReadAsync("""{"a":1e999,"b":0.10,"c":123456789012345678901234567890}""");
        Assert.Equal(["1e999", "0.10", "123456789012345678901234567890"], json.EnumerateObject().Select(number => number.Value.GetRawText()));
    }

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static Task<string> RefusalAsync(string body) => RefusalAsync(Encoding.UTF8.GetBytes(body), Json, BodyRule.Usual);

    private static async Task<string> RefusalAsync(byte[] body, string? contentType, BodyRule rule, bool saysItsSize = true) =>
        (await ProblemAsync(body, contentType, rule, saysItsSize)).Code;

    private static async Task<Problem> ProblemAsync(byte[] body, string? contentType, BodyRule rule, bool saysItsSize = true) =>
        (await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(body, contentType, rule, saysItsSize))).ToProblem();

    private static Task<JsonElement> ReadAsync(string body, string contentType = Json, BodyRule? rule = null) =>
        ReadAsync(Encoding.UTF8.GetBytes(body), contentType, rule ?? BodyRule.Usual);

    private static Task<JsonElement> ReadAsync(byte[] body, string? contentType, BodyRule rule, bool saysItsSize = true)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = contentType;
        http.Request.ContentLength = saysItsSize ? body.Length : null;
        http.Request.Body = new MemoryStream(body);
        return JsonBody.ReadAsync(http, rule);
    }
}
