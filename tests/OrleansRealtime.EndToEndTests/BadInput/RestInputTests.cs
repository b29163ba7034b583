using System.Text;
using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.BadInput;

/// <summary>Bad input is a 4xx with a stable code and changes nothing.</summary>
public sealed class RestInputTests(SharedServer shared)
{
    private const string Item = "entities/workitem/1";
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    public static TheoryData<string, string, int, string> Bodies => new()
    {
        { "cut short", """{"title":"on""", 400, "malformed_json" },
        { "nothing", "", 400, "malformed_json" },
        { "two values", "{}{}", 400, "malformed_json" },
        { "a comment", "{/* */}", 400, "malformed_json" },
        { "half a character", """{"title":"\ud800"}""", 400, "malformed_json" },
        { "an array", "[1]", 400, "bad_body" },
        { "a duplicate", """{"title":1,"title":2}""", 400, "duplicate_property" },
        { "a duplicate deep down", """{"a":{"b":[{"c":1,"c":2}]}}""", 400, "duplicate_property" },
        { "17 levels", Nested(17), 400, "too_deep" },
        { "10,000 levels", Nested(10_000), 400, "too_deep" },
        { "an empty field name", """{"":1}""", 400, "bad_field" },
        { "a control character", """{"a\u0007b":1}""", 400, "bad_field" },
        { "a field name of 129", $$"""{"{{new string('f', 129)}}":1}""", 400, "bad_field" },
        { "65 KiB", $$"""{"title":"{{new string('x', 65 * 1024)}}"}""", 413, "body_too_large" },
        { "2,001 fields", $"{{{string.Join(',', Enumerable.Range(0, 2_001).Select(n => $"\"f{n}\":{n}"))}}}", 422, "too_many_fields" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_has_its_code_and_changes_nothing(string what, string body, int status, string code)
    {
        var created = await _api.CreateAsync("workitem", "1", new { title = what });
        (await _api.PatchAsync(Item, body)).IsProblem(status, code);
        Assert.Equal(created.Text, (await _api.GetAsync(Item)).Is(OK).Text);
    }

    [Fact]
    public async Task Sixteen_levels_and_any_text_come_back_as_they_were()
    {
        await _api.CreateAsync("workitem", "1", new { });
        var patched = (await _api.PatchAsync(Item, Nested(16))).Is(OK);
        Assert.Equal(Nested(16), patched["fields"].GetRawText());
        (await _api.PatchAsync(Item, new { text = "ünïcödé 🎈 \u2028 </script> \0" })).Is(OK);
        Assert.Equal("ünïcödé 🎈 \u2028 </script> \0", (await _api.GetAsync(Item))["fields"].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_body_without_a_length_is_bounded_all_the_same()
    {
        await _api.CreateAsync("workitem", "1", new { });
        using var content = new ChunkedContent(Encoding.UTF8.GetBytes($$"""{"title":"{{new string('x', 100 * 1024)}}"}"""));
        (await _api.SendAsync(HttpMethod.Patch, Item, content)).IsProblem(413, "body_too_large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Another_content_type_is_refused(string type)
    {
        await _api.CreateAsync("workitem", "1", new { });
        (await _api.PatchAsync(Item, new { n = 1 }, ("Content-Type", type))).IsProblem(415, "wrong_content_type");
        (await _api.PutAsync(Item, new { fields = new { } }, ("Content-Type", "application/merge-patch+json"))).IsProblem(415, "wrong_content_type");
    }

    [Theory]
    [InlineData("entities/WorkItem/1", "bad_key")]
    [InlineData("entities/9type/1", "bad_key")]
    [InlineData("entities/workitem/a%20b", "bad_key")]
    [InlineData("entities/workitem/%F0%9F%8E%88", "bad_key")]
    [InlineData("entities/workitem/..%2F..%2Fetc", "bad_key")]
    [InlineData("entities/workitem/1/followers/b%20o", "bad_user")]
    public async Task A_bad_key_is_refused(string path, string code) =>
        (await _api.PutAsync(path, path.Contains("followers", StringComparison.Ordinal) ? null : new { fields = new { } })).IsProblem(400, code);

    [Fact]
    public async Task A_workspace_that_is_no_word_is_a_bad_key() =>
        (await (_api with { Workspace = "No_Word" }).GetAsync(Item)).IsProblem(400, "bad_key");

    [Theory]
    [InlineData("If-Match", "rubbish", "bad_precondition")]
    [InlineData("If-Match", "\"rubbish\"", "bad_precondition")]
    [InlineData("If-Match", "abc:1", "bad_precondition")]
    [InlineData("If-Match", "W/\"abc:1\"", "bad_precondition")]
    [InlineData("If-Match", "\"abc:1\", \"abc:2\"", "bad_precondition")]
    [InlineData("If-None-Match", "*", "bad_precondition")]
    [InlineData("Idempotency-Key", "with space", "bad_idempotency_key")]
    [InlineData("Idempotency-Key", "", "bad_idempotency_key")]
    [InlineData("X-Actor", "a b", "bad_user")]
    [InlineData("X-Actor", "", "bad_user")]
    public async Task A_bad_header_has_its_code_and_changes_nothing(string header, string value, string code)
    {
        var created = await _api.CreateAsync("workitem", "1", new { n = 0 });
        (await _api.PatchAsync(Item, new { n = 1 }, (header, value))).IsProblem(400, code);
        Assert.Equal(created.ETag, (await _api.GetAsync(Item)).ETag);
    }

    [Fact]
    public async Task Null_is_never_stored_and_unknown_members_are_refused()
    {
        (await _api.PutAsync(Item, """{"fields":{"a":null}}""")).IsProblem(400, "null_value");
        (await _api.PutAsync(Item, """{"fields":{"a":{"b":null}}}""")).IsProblem(400, "null_value");
        (await _api.PutAsync(Item, """{"title":"without fields"}""")).IsProblem(400, "bad_body");
        (await _api.PutAsync(Item, """{"fields":{},"more":1}""")).IsProblem(400, "bad_body");
        (await _api.GetAsync(Item)).IsProblem(404, "not_found");
        (await _api.PutAsync(Item, """{"fields":{"a":[null]}}""")).Is(Created);
    }

    [Theory]
    [InlineData("comments?limit=0")]
    [InlineData("comments?limit=101")]
    [InlineData("comments?after=-1")]
    [InlineData("comments?after=1&before=2")]
    [InlineData("comments?after=1&after=2")]
    [InlineData("followers?after=a%20b")]
    public async Task A_bad_query_is_refused(string query)
    {
        await _api.CreateAsync("workitem", "1", new { });
        (await _api.GetAsync($"{Item}/{query}")).IsProblem(400, "bad_query");
    }

    private static string Nested(int levels) =>
        string.Concat(Enumerable.Repeat("""{"n":""", levels - 1)) + "{}" + new string('}', levels - 1);

    private sealed class ChunkedContent(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            Headers.ContentType = new("application/json");
            length = 0;
            return false;
        }
    }
}
