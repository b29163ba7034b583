using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Tests.Server.Auth;

public sealed class OptionsTests
{
    private const string Key = "a-key-of-24-characters-x";

    [Fact]
    public void A_good_key_is_good() => Assert.Empty(FailuresOf(new ApiKeyOptions { Key = Key, Workspaces = ["demo", "*"], Scopes = ["read"] }));

    [Fact]
    public void A_short_key_is_told_by_its_length_and_never_repeated()
    {
        var failure = Assert.Single(FailuresOf(new ApiKeyOptions { Key = "short-secret", Workspaces = ["*"] }));
        Assert.Equal("Auth:ApiKeys:0:Key (Auth__ApiKeys__0__Key) is of 12 characters; it must be at least 16 long.", failure);
    }

    [Fact]
    public void A_key_travels_in_a_header() => Assert.Equal(
        "Auth:ApiKeys:0:Key (Auth__ApiKeys__0__Key) has other characters than visible ASCII; it travels in a header.",
        Assert.Single(FailuresOf(new ApiKeyOptions { Key = Key + " é", Workspaces = ["*"] })));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var failures = FailuresOf(
            new ApiKeyOptions { Key = Key, Workspaces = ["*"] },
            new ApiKeyOptions { Key = Key, Workspaces = [], Scopes = ["fly"] },
            new ApiKeyOptions { Key = Key + "2", Workspaces = ["Demo"] });
        Assert.Equal(
            [
                "Auth:ApiKeys:1:Key (Auth__ApiKeys__1__Key) is there twice.",
                "Auth:ApiKeys:1:Workspaces (Auth__ApiKeys__1__Workspaces) is empty; name the workspaces, or * for all.",
                "Auth:ApiKeys:1:Scopes (Auth__ApiKeys__1__Scopes) has 'fly'; there are read, write, notify, tokens, admin, import.",
                "Auth:ApiKeys:2:Workspaces (Auth__ApiKeys__2__Workspaces) has 'Demo', which is neither * nor a workspace: a lower-case letter and then up to 62 of a-z, 0-9 and '-'.",
            ],
            failures);
    }

    [Fact]
    public void The_access_callback_is_an_http_address_and_its_times_are_within_reason()
    {
        var options = new AccessOptions { CallbackUrl = "ftp://x", Timeout = TimeSpan.Zero, CacheFor = TimeSpan.FromHours(2), MaxCached = 0 };
        Assert.Equal(
            [
                "Access:CallbackUrl (Access__CallbackUrl) is 'ftp://x'; it must be an http or https address.",
                "Access:Timeout (Access__Timeout) is 00:00:00; it may be 00:00:00.0010000 to 00:00:30.",
                "Access:CacheFor (Access__CacheFor) is 02:00:00; it may be 00:00:00 to 01:00:00.",
                "Access:MaxCached (Access__MaxCached) is 0; it must be at least 1.",
            ],
            Failures(new AccessOptionsValidator().Validate(null, options)));
        Assert.Empty(Failures(new AccessOptionsValidator().Validate(null, new() { CallbackUrl = "http://127.0.0.1:1/access" })));
    }

    [Fact]
    public void The_limits_of_REST_are_numbers_that_let_something_through() => Assert.Equal(
        [
            "Api:MaxConcurrentCalls (Api__MaxConcurrentCalls) is 0; it must be at least 1.",
            "Api:MaxWaitingCalls (Api__MaxWaitingCalls) is -1; it must be at least 0.",
        ],
        Failures(new ApiOptionsValidator().Validate(null, new() { MaxConcurrentCalls = 0, MaxWaitingCalls = -1 })));

    private static IEnumerable<string> FailuresOf(params List<ApiKeyOptions> keys) =>
        Failures(new AuthOptionsValidator().Validate(null, new() { ApiKeys = keys }));

    private static IEnumerable<string> Failures(ValidateOptionsResult result) => result.Failures ?? [];
}
