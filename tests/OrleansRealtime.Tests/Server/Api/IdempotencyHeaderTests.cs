using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class IdempotencyHeaderTests
{
    private static readonly ApiCall Call = new(new(CallerKind.Key, "k1", ["*"], Scopes.All), "demo", null, "key-1");

    [Fact]
    public void A_repeat_is_recognised_however_it_was_serialised() =>
        Assert.Equal(Key(body: """{"a":"é","b":{"c":1,"d":[1,2]}}"""), Key(body: """ { "b" : {"d":[1,2], "c":1}, "a":"\u00e9" } """));

    [Theory]
    [InlineData("{\"a\":\"П😀\\\"\u2028\"}")]
    [InlineData("{\"a\":\"\\u041f\\ud83d\\ude00\\u0022\\u2028\"}")]
    public void A_fingerprint_is_the_one_that_earlier_versions_stored(string body) =>
        Assert.Equal("4669L4NpWNUPDlHUPj1SBiUh9d29jpxaEfDABE5DFiM", Key(body: body).Fingerprint);

    [Fact]
    public void Another_request_under_the_same_key_differs_in_its_fingerprint_only()
    {
        var first = Key();
        IdempotencyKey[] others =
        [
            Key(body: """{"a":2}"""),
            Key(body: """{"a":"1"}"""),
            Key(method: "PUT"),
            Key(path: "/v1/demo/entities/workitem/2"),
            Key(ifMatch: "*"),
            Key(Call with { Actor = "ana" }),
        ];
        Assert.All(others, other => Assert.Equal(first.Id, other.Id));
        Assert.Equal(others.Length + 1, others.Append(first).Select(key => key.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void A_key_is_the_callers_own_in_one_workspace()
    {
        ApiCall[] calls =
        [
            Call,
            Call with { IdempotencyKey = "key-2" },
            Call with { Workspace = "other" },
            Call with { Caller = Call.Caller with { KeyId = "k2" } },
            Call with { Caller = new(CallerKind.User, null, ["demo"], [], User: "k1") },
        ];
        Assert.Equal(calls.Length, calls.Select(call => Key(call).Id).Distinct().Count());
        Assert.All(calls, call => Assert.Equal(43, Key(call).Id.Length));
    }

    [Fact]
    public void Each_operation_of_a_batch_has_a_key_of_its_own()
    {
        var operation = Json("""{"op":"delete","type":"workitem","id":"1"}""");
        var keys = Enumerable.Range(0, 3).Select(index => IdempotencyHeader.OfOperation(Call, index, operation)!).ToList();
        Assert.Equal(3, keys.Select(key => key.Id).Distinct().Count());
        Assert.Single(keys.Select(key => key.Fingerprint).Distinct());
        Assert.Null(IdempotencyHeader.OfOperation(Call with { IdempotencyKey = null }, 0, operation));
    }

    [Fact]
    public void A_key_has_1_to_255_visible_ASCII_characters()
    {
        Assert.Null(Read());
        Assert.Equal("~!a", Read("~!a"));
        Assert.Equal(255, Read(new string('k', 255))!.Length);
        foreach (var bad in (string[])["", " ", "a b", "é", "a\tb", new string('k', 256)])
            Assert.Equal("bad_idempotency_key", Assert.Throws<ProblemException>(() => Read(bad)).ToProblem().Code);
        Assert.Throws<ProblemException>(() => Read("a", "b"));
    }

    private static string? Read(params string[] header)
    {
        var request = new DefaultHttpContext().Request;
        if (header.Length > 0) request.Headers[IdempotencyHeader.Header] = header;
        return IdempotencyHeader.Read(request);
    }

    private static IdempotencyKey Key(
        ApiCall? call = null, string method = "PATCH", string path = "/v1/demo/entities/workitem/1", string body = """{"a":1}""", string? ifMatch = null)
    {
        var http = new DefaultHttpContext();
        http.Features.Set(call ?? Call);
        http.Request.Method = method;
        http.Request.Path = path;
        if (ifMatch is not null) http.Request.Headers.IfMatch = ifMatch;
        return IdempotencyHeader.Of(http, Json(body))!;
    }

    private static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
