using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Auth.Jwt;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

/// <summary>Whose a token is, where and for how long.</summary>
public sealed class JwtClaimsTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly JwtOptions _options = TestIssuer.Options();
    private readonly TestIssuer _issuer;

    public JwtClaimsTests() => _issuer = new(_time);

    [Fact]
    public void A_token_s_user_is_one_as_with_a_token_of_ours()
    {
        var caller = Read("auth0|ana", claims => claims["workspaces"] = new JsonArray("demo", "other", "demo")).Caller!;
        Assert.Equal((CallerKind.User, "auth0|ana", "The user auth0|ana"), (caller.Kind, caller.User, caller.Name));
        Assert.Equal(["demo", "other"], caller.Workspaces);
        Assert.Empty(caller.Scopes);
        Assert.Equal("user:auth0|ana", caller.Identity);
    }

    [Fact]
    public void Its_end_is_later_and_its_issue_earlier_by_what_a_clock_may_be_wrong()
    {
        var (now, tolerance) = (_time.GetUtcNow(), _options.ClockTolerance);
        var caller = Read("ana").Caller!;
        Assert.Equal((now - tolerance, now + TimeSpan.FromHours(1) + tolerance), (caller.IssuedAt, caller.ExpiresAt));
    }

    [Theory]
    [InlineData("exp", -29, null, null)]
    [InlineData("exp", -30, "token_expired", null)]
    [InlineData("nbf", 30, null, null)]
    [InlineData("nbf", 31, "unauthenticated", "The token is not good yet (nbf).")]
    [InlineData("iat", 30, null, null)]
    [InlineData("iat", 31, "unauthenticated", "The token was issued in the future (iat).")]
    [InlineData("exp", 2_592_000 - 3600, null, null)]
    [InlineData("exp", 2_592_000 - 3599, "unauthenticated", "The token lives longer than 30 days (iat to exp).")]
    public void Its_times_are_right_within_the_tolerance(string claim, int seconds, string? code, string? sentence) => Refused(code, sentence, Read("ana", claims =>
    {
        claims["iat"] = _issuer.Seconds(TimeSpan.FromHours(-1));
        claims[claim] = _issuer.Seconds(TimeSpan.FromSeconds(seconds));
    }));

    [Theory]
    [InlineData("iat", "The token does not say when it was issued (iat); one that does not could not be revoked.")]
    [InlineData("exp", "The token does not say when it ends (exp).")]
    [InlineData("sub", "The token has no text in the claim 'sub', which names its user.")]
    [InlineData("workspaces", "The token has neither a text nor a list of 1 to 100 texts in the claim 'workspaces', which names its workspaces.")]
    public void A_claim_that_is_needed_and_not_there_or_no_such_thing_is_named(string claim, string sentence)
    {
        Refused("unauthenticated", sentence, Read("ana", claims => claims.Remove(claim)));
        foreach (var odd in (JsonNode?[])[null, true, new JsonObject(), new JsonArray(1, "a"), new JsonArray()])
            Refused("unauthenticated", sentence, Read("ana", claims => claims[claim] = odd));
    }

    [Theory]
    [InlineData("iat", "-1")]
    [InlineData("iat", "1e300")]
    [InlineData("exp", "253402300800")]
    [InlineData("exp", "\"soon\"")]
    [InlineData("nbf", "\"soon\"")]
    [InlineData("nbf", "null")]
    [InlineData("nbf", "1e300")]
    public void A_time_that_is_none_is_refused(string claim, string value) =>
        Assert.Equal("unauthenticated", Read("ana", claims => claims[claim] = JsonNode.Parse(value)).Error!.Code);

    [Fact]
    public void A_time_may_have_a_fraction() =>
        Assert.NotNull(Read("ana", claims => claims["iat"] = _issuer.Seconds(TimeSpan.Zero) - 0.25).Caller);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a\tb")]
    [InlineData("129")]
    public void A_user_that_the_platform_cannot_have_is_refused(string user) => Refused(
        "unauthenticated",
        "The token's user, in the claim 'sub', can be none: 1 to 128 characters, no control character and no '/', and neither '.' nor '..'.",
        Read(user == "129" ? new('a', 129) : user));

    [Theory]
    [InlineData("Demo")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("a b")]
    public void A_workspace_that_the_platform_cannot_have_is_refused(string workspace) => Refused(
        "unauthenticated",
        "A workspace of the token, in the claim 'workspaces', can be none: a lower-case letter and then up to 62 of a-z, 0-9 and '-'.",
        Read("ana", claims => claims["workspaces"] = new JsonArray("demo", workspace)));

    [Fact]
    public void Workspaces_are_bounded()
    {
        Assert.Equal(100, Read("ana", Workspaces(100)).Caller!.Workspaces.Length);
        Assert.Equal("unauthenticated", Read("ana", Workspaces(101)).Error!.Code);

        static Action<JsonObject> Workspaces(int count) =>
            claims => claims["workspaces"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)$"w{i}")]);
    }

    [Fact]
    public void One_workspace_may_be_a_text() => Assert.Equal(["demo"], Read("ana", claims => claims["workspaces"] = "demo").Caller!.Workspaces);

    [Fact]
    public void Without_a_claim_for_them_the_workspaces_are_those_of_the_configuration()
    {
        (_options.WorkspacesClaim, _options.Workspaces) = (null, ["demo", "other"]);
        Assert.Equal(["demo", "other"], Read("ana", claims => claims["workspaces"] = "mine").Caller!.Workspaces);
    }

    [Fact]
    public void User_and_name_are_in_the_claims_that_were_chosen()
    {
        (_options.UserClaim, _options.NameClaim) = ("https://example.com/id", "nickname");
        var caller = Read("ana", claims => (claims["https://example.com/id"], claims["nickname"]) = ("42", "Annie")).Caller!;
        Assert.Equal(("42", "Annie"), (caller.User, caller.Name));
    }

    [Fact]
    public void A_name_that_is_none_is_the_user_s_id_and_a_long_one_is_cut()
    {
        foreach (var odd in (JsonNode?[])[null, 5, "", " ", "a\u0007b", new JsonArray("a")])
            Assert.Equal("ana", Read("ana", claims => claims["name"] = odd).Caller!.Name);
        Assert.Equal(new string('a', 200), Read("ana", claims => claims["name"] = new string('a', 201)).Caller!.Name);
        Assert.Equal(new string('a', 199), Read("ana", claims => claims["name"] = new string('a', 199) + "😀").Caller!.Name);
    }

    private static void Refused(string? code, string? sentence, TokenReading reading)
    {
        Assert.Equal((code, sentence), (reading.Error?.Code, reading.Sentence));
        Assert.Equal(code is null, reading.Caller is not null);
    }

    private TokenReading Read(string user, Action<JsonObject>? change = null) =>
        JwtClaims.Read(JsonSerializer.SerializeToElement(_issuer.Claims(user, change)), _options, _time.GetUtcNow());
}
