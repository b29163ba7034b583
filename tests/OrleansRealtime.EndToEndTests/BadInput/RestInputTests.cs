using System.Text;
using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.BadInput;

/// <summary>Bad input in which the real web server has a part: it reads addresses, headers and bodies before anybody else.</summary>
public sealed class RestInputTests(SharedServer shared)
{
    private const string Item = "entities/workitem/1";
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Fact]
    public async Task A_body_without_a_length_is_bounded_all_the_same()
    {
        await _api.CreateAsync("workitem", "1", new { });
        using var content = new ChunkedContent(Encoding.UTF8.GetBytes($$"""{"title":"{{new string('x', 100 * 1024)}}"}"""));
        (await _api.SendAsync(HttpMethod.Patch, Item, content)).IsProblem(413, "body_too_large");
    }

    [Theory]
    [InlineData("entities/WorkItem/1")]
    [InlineData("entities/workitem/a%09b")]
    [InlineData("entities/workitem/%F0%9F%8E")]
    [InlineData("entities/workitem/..%2F..%2Fetc")]
    public async Task A_bad_key_is_refused(string path) => (await _api.PutAsync(path, new { fields = new { } })).IsProblem(400, "bad_key");

    [Theory]
    [InlineData("Idempotency-Key", "bad_idempotency_key")]
    [InlineData("X-Actor", "bad_user")]
    public async Task An_empty_header_is_refused_and_changes_nothing(string header, string code)
    {
        var created = await _api.CreateAsync("workitem", "1", new { n = 0 });
        (await _api.PatchAsync(Item, new { n = 1 }, (header, ""))).IsProblem(400, code);
        Assert.Equal(created.ETag, (await _api.GetAsync(Item)).ETag);
    }

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
