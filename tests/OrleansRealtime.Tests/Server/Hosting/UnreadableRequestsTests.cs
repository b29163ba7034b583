using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>Requests that break HTTP's rules or the server's bounds: a 4xx that says why, as far as the web server lets anybody say so.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class UnreadableRequestsTests(WebServerApp app, UnreadableRequestsTests.ImpatientApp impatient)
    : IClassFixture<UnreadableRequestsTests.ImpatientApp>
{
    private const string Head = "Host: localhost\r\nConnection: close\r\nAuthorization: Bearer " + ServerApp.Key + "\r\nContent-Type: application/json\r\n";

    /// <summary>Sizes that no number holds, that no memory holds, that are none.</summary>
    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("80000000\r\n{}\r\n0\r\n\r\n")]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}xx0\r\n\r\n")]
    public async Task A_body_in_chunks_that_are_none_is_the_callers_affair(string chunks)
    {
        foreach (var call in new[] { "PUT /v1/demo/entities/workitem/raw", "PATCH /v1/demo/entities/workitem/raw", "POST /v1/demo/entities/batch", "POST /v1/demo/tokens" })
            IsProblem(await SendAsync(call, "Transfer-Encoding: chunked\r\n", chunks), 400, "bad_body");
        (await app.Api().GetAsync("entities/workitem/raw")).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("80000000\r\n{}\r\n0\r\n\r\n")]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    public async Task So_it_is_of_a_message_to_the_hub(string chunks)
    {
        var ana = await app.UserAsync("ana");
        var token = (await ana.PostAsync("/hub/negotiate?negotiateVersion=1", "")).Find("connectionToken")!;
        (await ana.GetAsync($"/hub?id={token}")).Is(200);
        var request = $"POST /hub?id={token} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {ana.Credentials}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}";
        var answer = await RawHttp.SendAsync(app.Address, request);
        Assert.StartsWith("HTTP/1.1 400 ", answer.StatusLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x60000)]
    [InlineData(0x200000)]
    public async Task A_chunk_larger_than_the_call_takes_is_too_large(int size) => IsProblem(
        await SendAsync("PUT /v1/demo/entities/workitem/raw", "Transfer-Encoding: chunked\r\n", $"{size:x}\r\n{new string(' ', size)}\r\n0\r\n\r\n"),
        413,
        "body_too_large");

    [Fact]
    public async Task A_length_larger_than_the_call_takes_is_too_large() => IsProblem(
        await SendAsync("PUT /v1/demo/entities/workitem/raw", "Content-Length: 2000000\r\n"), 413, "body_too_large");

    [Theory]
    [InlineData(8_192, 404, "not_found")]
    [InlineData(8_193, 414, "address_too_long")]
    [InlineData(120_000, 414, "address_too_long")]
    public async Task An_address_that_is_too_long_is_refused_with_a_word(int length, int status, string code)
    {
        const string Item = "/v1/demo/entities/workitem/a";
        var query = $"{Item}?{new string('&', length - Item.Length - 1)}";
        IsProblem(await SendAsync($"GET {query}"), status, code);
    }

    /// <param name="count">Of headers.</param>
    /// <param name="bytes">Of their names and values.</param>
    [Theory]
    [InlineData(100, 2_000, 404, "not_found")]
    [InlineData(101, 2_000, 431, "headers_too_large")]
    [InlineData(150, 2_000, 431, "headers_too_large")]
    [InlineData(5, 32 * 1024, 404, "not_found")]
    [InlineData(5, (32 * 1024) + 1, 431, "headers_too_large")]
    [InlineData(5, 40_000, 431, "headers_too_large")]
    public async Task Headers_that_are_too_many_or_too_large_are_refused_with_a_word(int count, int bytes, int status, string code)
    {
        var usual = Head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var more = Enumerable.Range(0, count - usual.Length - 1).Select(i => $"X-{i}: x").ToList();
        var rest = bytes - usual.Concat(more).Sum(header => header.Length - ": ".Length) - "Last".Length;
        more.Add($"Last: {new string('x', rest)}");

        IsProblem(await SendAsync("GET /v1/demo/entities/workitem/a", string.Concat(more.Select(header => $"{header}\r\n"))), status, code);
    }

    [Theory]
    [InlineData("Idempotency-Key", "bad_idempotency_key")]
    [InlineData("X-Actor", "bad_user")]
    public async Task An_empty_header_is_refused_and_changes_nothing(string header, string code)
    {
        var path = await app.Api().CreateAsync();
        var before = (await app.Api().GetAsync(path)).ETag;

        IsProblem(await SendAsync($"PATCH /v1/demo/{path}", $"{header}:\r\nContent-Length: 7\r\n", """{"n":1}"""), 400, code);

        Assert.Equal(before, (await app.Api().GetAsync(path)).ETag);
    }

    [Fact]
    public void A_body_comes_as_fast_as_the_protocol_wants_it()
    {
        var rate = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MinRequestBodyDataRate!;
        Assert.Equal((1024, TimeSpan.FromSeconds(5)), (rate.BytesPerSecond, rate.GracePeriod));
    }

    /// <summary>Of these the web server lets nobody say anything; PROTOCOL.md says so.</summary>
    [Theory]
    [InlineData("GET\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost localhost\r\n\r\n", 400)]
    [InlineData("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/7.1\r\nHost: localhost\r\n\r\n", 505)]
    public async Task What_is_no_request_is_answered_with_a_status_alone(string request, int status)
    {
        var answer = await RawHttp.SendAsync(app.Address, request);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer.StatusLine, StringComparison.Ordinal);
        Assert.Equal("", answer.Body);
    }

    [Theory]
    [InlineData("Content-Length: 20\r\n\r\n{")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n7FFFFFFF\r\n{}\r\n0\r\n\r\n")]
    public async Task A_body_that_does_not_come_is_told_so(string rest) =>
        IsProblem(await RawHttp.SendAsync(impatient.Address, $"PUT /v1/demo/entities/workitem/raw HTTP/1.1\r\n{Head}{rest}"), 408, "too_slow");

    private Task<RawAnswer> SendAsync(string call, string headers = "", string body = "") =>
        RawHttp.SendAsync(app.Address, $"{call} HTTP/1.1\r\n{Head}{headers}\r\n{body}");

    private static void IsProblem(RawAnswer answer, int status, string code)
    {
        Assert.StartsWith($"HTTP/1.1 {status} ", answer.StatusLine, StringComparison.Ordinal);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        // In chunks, of which the first holds all.
        var problem = JsonSerializer.Deserialize<JsonElement>(answer.Body[answer.Body.IndexOf('{', StringComparison.Ordinal)..(answer.Body.LastIndexOf('}') + 1)]);
        Assert.Equal((code, status), (problem.GetProperty("code").GetString(), problem.GetProperty("status").GetInt32()));
    }

    /// <summary>Waits for a body no longer than the web server lets anybody ask for.</summary>
    public sealed class ImpatientApp : WebServerApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.PostConfigure<KestrelServerOptions>(kestrel =>
                kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 1_000_000, gracePeriod: TimeSpan.FromSeconds(1.1))));
        }
    }
}
