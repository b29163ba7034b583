using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Whatever comes in: a 4xx with a code, and nothing changed.</summary>
[Collection(nameof(SharedServer))]
public sealed class BadInputTests(ServerApp app)
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":", 16)) + "1" + new string('}', 16);

    public static TheoryData<string, string, string, int, string> BadBodies => new()
    {
        { "PATCH", "", """{"title":""", 400, "malformed_json" },
        { "PATCH", "", "", 400, "malformed_json" },
        { "PATCH", "", "{}{}", 400, "malformed_json" },
        { "PATCH", "", "{/* */}", 400, "malformed_json" },
        { "PATCH", "", """{"title":"\ud800"}""", 400, "malformed_json" },
        { "PATCH", "", """{"\udc00":1}""", 400, "malformed_json" },
        { "PATCH", "", $$"""{"deep":{{Deep}}}""", 400, "too_deep" },
        { "PUT", "", $$$"""{"fields":{"deep":{{{Deep}}}}}""", 400, "too_deep" },
        { "PATCH", "", new string('[', 20_000) + new string(']', 20_000), 400, "too_deep" },
        { "PATCH", "", """{"title":"a","title":"b"}""", 400, "duplicate_property" },
        { "PATCH", "", """{"x":{"y":{"z":1,"z":2}}}""", 400, "duplicate_property" },
        { "PATCH", "", "[]", 400, "bad_body" },
        { "PATCH", "", "null", 400, "bad_body" },
        { "PATCH", "", "\"title\"", 400, "bad_body" },
        { "PATCH", "", """{"":1}""", 400, "bad_field" },
        { "PATCH", "", """{"a\u0000b":1}""", 400, "bad_field" },
        { "PATCH", "", $$"""{"{{new string('n', 129)}}":1}""", 400, "bad_field" },
        { "PATCH", "", $$"""{"title":"{{new string('x', 64 * 1024)}}"}""", 413, "body_too_large" },
        { "PUT", "", "{}", 400, "bad_body" },
        { "PUT", "", """{"fields":{},"extra":1}""", 400, "bad_body" },
        { "PUT", "", """{"fields":[]}""", 400, "bad_body" },
        { "PUT", "", """{"fields":null}""", 400, "bad_body" },
        { "PUT", "", """{"fields":{"\u0001":1}}""", 400, "bad_field" },
        { "PUT", "", $$$"""{"fields":{"title":"{{{new string('x', 320 * 1024)}}}"}}""", 413, "body_too_large" },
        { "PUT", "", $$$"""{"fields":{"title":"{{{new string('x', 257 * 1024)}}}"}}""", 422, "entity_too_large" },
        { "PUT", "", $$$"""{"fields":{{{{string.Join(',', Enumerable.Range(0, 2_001).Select(i => $"\"f{i}\":1"))}}}}}""", 422, "too_many_fields" },
        { "POST", "/comments", "{}", 400, "bad_body" },
        { "POST", "/comments", """{"text":""}""", 400, "bad_body" },
        { "POST", "/comments", """{"text":1}""", 400, "bad_body" },
        { "POST", "/comments", $$"""{"text":"{{new string('x', 10_001)}}"}""", 400, "bad_body" },
        { "POST", "/comments", """{"text":"x","mentions":["a/b"]}""", 400, "bad_user" },
        { "POST", "/comments", """{"text":"x","mentions":"bo"}""", 400, "bad_body" },
        { "POST", "/comments", """{"text":"x","mentions":[1]}""", 400, "bad_body" },
        { "POST", "/comments", $$"""{"text":"x","mentions":[{{string.Join(',', Enumerable.Repeat("\"bo\"", 51))}}]}""", 400, "bad_body" },
    };

    public static TheoryData<string, string, int, string> BadHeaders => new()
    {
        { "PATCH", "If-Match: abc:1", 400, "bad_precondition" },
        { "PATCH", "If-Match: W/\"abc:1\"", 412, "position_conflict" },
        { "PATCH", "If-Match: W/W/\"abc:1\"", 400, "bad_precondition" },
        { "PATCH", "If-Match: \"abc:1\", \"abc:2\"", 400, "bad_precondition" },
        { "PATCH", "If-None-Match: *", 400, "bad_precondition" },
        { "PUT", "If-None-Match: \"abc:1\"", 400, "bad_precondition" },
        { "PATCH", "If-Match: \"abc:1\"", 412, "position_conflict" },
        { "DELETE", "If-Match: \"abc:1\"", 412, "position_conflict" },
        { "DELETE", "If-Match: x", 400, "bad_precondition" },
        { "PUT", "If-None-Match: *", 412, "position_conflict" },
        { "PATCH", "Idempotency-Key: a b", 400, "bad_idempotency_key" },
        { "DELETE", $"Idempotency-Key: {new string('k', 256)}", 400, "bad_idempotency_key" },
        { "PATCH", "X-Actor: a%2Fb", 400, "bad_user" },
        { "PATCH", "X-Actor: a%", 400, "bad_user" },
        { "PATCH", "X-Actor: a%zz", 400, "bad_user" },
        { "PATCH", "X-Actor: %ff", 400, "bad_user" },
        { "PATCH", "X-Actor: %00", 400, "bad_user" },
        { "PATCH", "X-Actor: %2e%2e", 400, "bad_user" },
        { "DELETE", "X-Actor: ../ana", 400, "bad_user" },
    };

    [Theory]
    [MemberData(nameof(BadBodies), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_body_is_refused_with_a_code_and_changes_nothing(string method, string below, string body, int status, string code)
    {
        var api = app.Api();
        var path = await api.CreateAsync();
        var before = await api.GetAsync(path);
        (await api.SendAsync(method, path + below, body)).IsProblem(status, code);
        await NothingChangedAsync(api, path, before);
    }

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public async Task A_bad_header_is_refused_with_a_code_and_changes_nothing(string method, string header, int status, string code)
    {
        var api = app.Api();
        var path = await api.CreateAsync();
        var before = await api.GetAsync(path);
        var body = method == "PUT" ? """{"fields":{"title":"two"}}""" : method == "PATCH" ? """{"title":"two"}""" : null;
        (await api.SendAsync(method, path, body, header)).IsProblem(status, code);
        await NothingChangedAsync(api, path, before);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused_and_changes_nothing(string? contentType)
    {
        var api = app.Api();
        var path = await api.CreateAsync();
        var before = await api.GetAsync(path);
        var content = new ByteArrayContent("""{"title":"two"}"""u8.ToArray());
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        (await api.SendAsync(HttpMethod.Patch, $"/v1/demo/{path}", content)).IsProblem(415, "wrong_content_type");
        await NothingChangedAsync(api, path, before);
    }

    [Fact]
    public async Task A_body_may_begin_with_the_mark_of_a_byte_order_and_only_once()
    {
        var api = app.Api();
        var path = await api.CreateAsync();
        (await api.SendAsync(HttpMethod.Patch, path, Marked("\ufeff{\"title\":\"two\"}"))).Is(200);
        (await api.SendAsync(HttpMethod.Patch, path, Marked("\ufeff\ufeff{}"))).IsProblem(400, "malformed_json");
        (await api.SendAsync(HttpMethod.Patch, path, Marked("\ufeff"))).IsProblem(400, "malformed_json");

        static StringContent Marked(string body) => new(body, Encoding.UTF8, "application/json");
    }

    [Fact]
    public async Task A_merge_patch_is_for_PATCH_only()
    {
        var api = app.Api();
        var path = await api.CreateAsync();
        (await api.SendAsync(HttpMethod.Patch, $"/v1/demo/{path}", MergePatch("""{"title":"two"}"""))).Is(200);
        (await api.SendAsync(HttpMethod.Put, $"/v1/demo/{path}", MergePatch("""{"fields":{}}"""))).IsProblem(415, "wrong_content_type");

        static StringContent MergePatch(string body) => new(body, Encoding.UTF8, "application/merge-patch+json");
    }

    [Theory]
    [InlineData("entities/Workitem/1", 400, "bad_key")]
    [InlineData("entities/work_item/1", 400, "bad_key")]
    [InlineData("entities/1st/1", 400, "bad_key")]
    [InlineData("entities/workitem/a%09b", 400, "bad_key")]
    [InlineData("entities/workitem/a%C2%85b", 400, "bad_key")]
    [InlineData("entities/workitem", 404, "unknown_path")]
    [InlineData("entities/workitem/1/unknown", 404, "unknown_path")]
    [InlineData("entities/workitem/1/followers?limit=0", 400, "bad_query")]
    [InlineData("entities/workitem/1/followers?after=a%2Fb", 400, "bad_query")]
    [InlineData("entities/workitem/1/comments?after=-1", 400, "bad_query")]
    [InlineData("entities/workitem/1/comments?after=1&before=2", 400, "bad_query")]
    [InlineData("entities/workitem/1/comments?limit=101", 400, "bad_query")]
    [InlineData("entities/workitem/1/comments?limit=1&limit=2", 400, "bad_query")]
    [InlineData("entities/workitem/1/changes", 400, "bad_position")]
    [InlineData("entities/workitem/1/changes?since=7", 400, "bad_position")]
    [InlineData("entities/workitem/1/changes?since=abc:007", 400, "bad_position")]
    [InlineData("entities/workitem/1?fields=title", 400, "bad_query")]
    [InlineData("entities/workitem/1/comments?limits=1", 400, "bad_query")]
    [InlineData("entities/workitem/1/followers?Limit=1&limit=1&x", 400, "bad_query")]
    [InlineData("presence?users=ana&user=bo", 400, "bad_query")]
    [InlineData("entities/workitem/not-there", 404, "not_found")]
    [InlineData("entities/workitem/not-there/changes?since=abc:1", 404, "not_found")]
    public async Task An_address_that_makes_no_sense_is_refused(string path, int status, string code) =>
        (await app.Api().GetAsync(path)).IsProblem(status, code);

    [Theory]
    [InlineData("Demo")]
    [InlineData("demo_1")]
    [InlineData("1demo")]
    public async Task A_workspace_is_a_word(string workspace) =>
        (await app.Api(workspace: workspace).GetAsync("entities/workitem/1")).IsProblem(400, "bad_key");

    [Fact]
    public async Task A_key_of_128_characters_is_good_and_of_129_bad()
    {
        var id = new string('i', 127) + "~";
        (await app.Api().SendAsync("PUT", $"entities/workitem/{id}", """{"fields":{}}""")).Is(201);
        (await app.Api().SendAsync("PUT", $"entities/workitem/{id}x", """{"fields":{}}""")).IsProblem(400, "bad_key");
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_take_is_told_so()
    {
        (await app.Api().SendAsync("POST", "entities/workitem/1", "{}")).IsProblem(405, "method_not_allowed");
        (await app.Api().SendAsync("GET", "notifications")).IsProblem(405, "method_not_allowed");
    }

    [Fact]
    public async Task A_chunked_body_past_the_limit_is_refused_too()
    {
        var api = app.Api();
        var path = await api.CreateAsync();
        var before = await api.GetAsync(path);
        (await api.SendAsync(HttpMethod.Patch, $"/v1/demo/{path}", new ChunkedJson())).IsProblem(413, "body_too_large");
        await NothingChangedAsync(api, path, before);
    }

    private static async Task NothingChangedAsync(RestCaller api, string path, RestAnswer before)
    {
        var after = (await api.GetAsync(path)).Is(200);
        Assert.Equal(before.Json.GetRawText(), after.Json.GetRawText());
    }

    /// <summary>A patch behind more white space than a body may have; it does not say its length.</summary>
    private sealed class ChunkedJson : HttpContent
    {
        public ChunkedJson() => Headers.ContentType = new("application/json");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(new string(' ', 64 * 1024)));
            await stream.WriteAsync("""{"title":"two"}"""u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
