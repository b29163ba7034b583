using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Auth.Jwt;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

/// <summary>Which tokens are the identity provider's, for us, and which are an attacker's.</summary>
public sealed class JwtTokensTests
{
    private const string WrongAlgorithm = "The token is not signed by an algorithm that is taken: RS, PS or ES with 256, 384 or 512.";
    private const string WrongSignature = "The token's signature is not right.";
    private const string WrongKey = "The token names a key that the identity provider does not have.";
    private const string Unreadable = "The token is no JWT that can be read.";

    private readonly FakeTimeProvider _time = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly TestIssuer _issuer;
    private readonly TestIssuer _second;
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly JwtTokens _tokens;

    public JwtTokensTests()
    {
        (_issuer, _second) = (new(_time), new(_time, "two"));
        _tokens = Tokens(new([_issuer.Key, _second.Key, EcKey]));
    }

    private ECDsaSecurityKey EcKey => new(_ec) { KeyId = "ec" };

    [Fact]
    public async Task The_identity_provider_s_token_is_good_by_whichever_of_its_keys()
    {
        Assert.Equal("ana", (await _tokens.ReadAsync(_issuer.Token("ana"))).Caller?.User);
        Assert.Equal("ana", (await _tokens.ReadAsync(_second.Token("ana"))).Caller?.User);
        foreach (var algorithm in (string[])["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
            Assert.NotNull((await ReadAsync(new(_issuer.Key, algorithm))).Caller);
        Assert.NotNull((await ReadAsync(new(EcKey, "ES256"))).Caller);
    }

    [Fact]
    public async Task It_may_be_for_several_audiences()
    {
        Assert.NotNull((await _tokens.ReadAsync(_issuer.Token("ana", claims => claims["aud"] = new JsonArray("other", TestIssuer.Audience)))).Caller);
    }

    [Theory]
    [InlineData("iss", "\"https://evil.example.com/\"", "The token is of another issuer.")]
    [InlineData("iss", "\"https://id.example.com\"", "The token is of another issuer.")]
    [InlineData("iss", "\"\"", "The token is of another issuer.")]
    [InlineData("iss", "5", Unreadable)]
    [InlineData("aud", "\"other\"", "The token is meant for another audience.")]
    [InlineData("aud", "\"realtime/\"", "The token is meant for another audience.")]
    [InlineData("aud", "[]", "The token is meant for another audience.")]
    [InlineData("aud", "{\"realtime\":1}", Unreadable)]
    [InlineData("sub", "\"\\ud800\"", Unreadable)]
    [InlineData("name", "\"\\ud800\"", Unreadable)]
    [InlineData("exp", "\"soon\"", Unreadable)]
    public async Task A_token_that_is_not_for_us_is_told_why(string claim, string value, string sentence)
    {
        // As text: a JSON library may refuse to write it.
        var claims = _issuer.Claims("ana", claims => claims[claim] = "HERE").ToJsonString().Replace("\"HERE\"", value, StringComparison.Ordinal);
        Refused(sentence, await _tokens.ReadAsync(Signed("""{"alg":"RS256","typ":"JWT","kid":"one"}""", claims)));
    }

    [Theory]
    [InlineData("iss", "The token is of another issuer.")]
    [InlineData("aud", "The token is meant for another audience.")]
    public async Task A_token_that_does_not_say_for_whom_it_is_is_for_nobody(string claim, string sentence) =>
        Refused(sentence, await _tokens.ReadAsync(_issuer.Token("ana", claims => claims.Remove(claim))));

    [Fact]
    public async Task What_is_not_signed_is_refused()
    {
        foreach (var none in (string[])["none", "None", "NONE", ""])
        {
            var unsigned = $"{Base64($$"""{"alg":"{{none}}","kid":"one"}""")}.{Base64(_issuer.Claims("ana").ToJsonString())}.";
            Refused(WrongAlgorithm, await _tokens.ReadAsync(unsigned));
        }

        Refused(WrongAlgorithm, await _tokens.ReadAsync($"{Base64("{}")}.{Base64(_issuer.Claims("ana").ToJsonString())}.AAAA"));
        var token = _issuer.Token("ana");
        Refused(WrongSignature, await _tokens.ReadAsync(token[..(token.LastIndexOf('.') + 1)]));
    }

    [Fact]
    public async Task A_public_key_is_no_secret()
    {
        foreach (var secret in (byte[][])[_issuer.Rsa.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(_issuer.Rsa.ExportSubjectPublicKeyInfoPem()), Encoding.UTF8.GetBytes(_issuer.Jwks)])
            Refused(WrongAlgorithm, await ReadAsync(new(new SymmetricSecurityKey(secret) { KeyId = "one" }, "HS256")));
    }

    [Fact]
    public async Task Another_s_key_is_refused_by_whatever_name()
    {
        var attacker = new TestIssuer(_time);
        Refused(WrongSignature, await _tokens.ReadAsync(attacker.Token("ana")));
        Refused(WrongKey, await _tokens.ReadAsync(new TestIssuer(_time, "three").Token("ana")));
        Refused(WrongKey, await ReadAsync(new(new RsaSecurityKey(attacker.Rsa), "RS256")));
        Refused(WrongSignature, await ReadAsync(new(new RsaSecurityKey(_second.Rsa) { KeyId = "one" }, "RS256")));
    }

    [Fact]
    public async Task A_key_that_the_token_brings_is_not_looked_at()
    {
        var attacker = new TestIssuer(_time);
        var headers = $$"""{"alg":"RS256","jwk":{{attacker.Jwk().ToJsonString()}},"jku":"https://evil.example.com/jwks","x5u":"https://evil.example.com/x5c"}""";
        var body = $"{Base64(headers)}.{Base64(_issuer.Claims("ana").ToJsonString())}";
        var signature = attacker.Rsa.SignData(Encoding.ASCII.GetBytes(body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Refused(WrongKey, await _tokens.ReadAsync($"{body}.{Base64UrlEncoder.Encode(signature)}"));
    }

    [Fact]
    public async Task A_key_of_another_kind_than_the_algorithm_says_is_refused()
    {
        Refused(WrongSignature, await _tokens.ReadAsync(Signed("""{"alg":"ES256","kid":"one"}""", _issuer.Claims("ana").ToJsonString())));
        Refused(WrongSignature, await _tokens.ReadAsync(Signed("""{"alg":"RS256","kid":"ec"}""", _issuer.Claims("ana").ToJsonString())));
    }

    [Fact]
    public async Task Changed_claims_are_refused()
    {
        var parts = _issuer.Token("ana").Split('.');
        Refused(WrongSignature, await _tokens.ReadAsync($"{parts[0]}.{Base64(_issuer.Claims("root").ToJsonString())}.{parts[2]}"));
    }

    [Theory]
    [InlineData("JWT", true)]
    [InlineData("jwt", true)]
    [InlineData("at+jwt", true)]
    [InlineData("logout+jwt", false)]
    [InlineData("secevent+jwt", false)]
    [InlineData("dpop+jwt", false)]
    public async Task A_token_for_another_purpose_is_refused(string type, bool isGood)
    {
        var reading = await _tokens.ReadAsync(Signed($$"""{"alg":"RS256","kid":"one","typ":"{{type}}"}""", _issuer.Claims("ana").ToJsonString()));
        Refused(isGood ? null : "The token's type is neither JWT nor at+jwt.", reading);
    }

    [Fact]
    public async Task A_header_that_has_to_be_understood_and_is_not_is_refused() => Refused(
        "The token has a header that must be understood (crit), and is not.",
        await _tokens.ReadAsync(Signed("""{"alg":"RS256","kid":"one","crit":["b64"],"b64":false}""", _issuer.Claims("ana").ToJsonString())));

    [Theory]
    [InlineData("\"name\":\"a\",\"name\":\"b\"")]
    [InlineData("\"workspaces\":[\"\\ud800\"]")]
    public async Task Claims_that_two_readers_would_read_in_two_ways_are_refused(string claim)
    {
        var claims = _issuer.Claims("ana", claims => { claims.Remove("name"); claims.Remove("workspaces"); }).ToJsonString();
        Refused("The token's claims cannot be read: one of them is there twice, or no text.", await _tokens.ReadAsync(Signed("""{"alg":"RS256","kid":"one"}""", $"{{{claim},{claims[1..]}")));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("....")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("é.è.ê")]
    [InlineData("e30.e30.e30.e30")]
    [InlineData("W10.e30.AAAA")]
    [InlineData("eyJhbGciOjV9.e30.AAAA")]
    public async Task What_is_no_JWT_is_refused(string token) => Refused(Unreadable, await _tokens.ReadAsync(token));

    [Fact]
    public async Task Deep_and_huge_ones_are_refused()
    {
        Refused(Unreadable, await _tokens.ReadAsync($"{Base64("""{"alg":"RS256","kid":"one"}""")}.{Base64(new string('[', 2000) + new string(']', 2000))}.AAAA"));
        Refused("The token is longer than 8,192 characters.", await _tokens.ReadAsync(_issuer.Token("ana", claims => claims["more"] = new string('a', 8_000))));
        Refused("The token is longer than 8,192 characters.", await _tokens.ReadAsync(new('.', 1_000_000)));
    }

    [Fact]
    public async Task An_encrypted_token_is_refused() => Refused(
        WrongAlgorithm, await _tokens.ReadAsync($"{Base64("""{"alg":"RSA-OAEP","enc":"A256GCM","kid":"one"}""")}.AAAA.AAAA.AAAA.AAAA"));

    [Fact]
    public async Task Without_keys_nobody_can_tell()
    {
        var reading = await Tokens(null).ReadAsync(_issuer.Token("ana"));
        Assert.Equal(("unavailable", "The identity provider's keys cannot be read now."), (reading.Error!.Code, reading.Sentence));
    }

    [Fact]
    public async Task No_sentence_repeats_what_the_token_says()
    {
        foreach (var claim in (string[])["iss", "aud", "sub", "workspaces"])
        {
            var reading = await _tokens.ReadAsync(_issuer.Token("ana", claims => claims[claim] = "A/SECRET"));
            Assert.DoesNotContain("SECRET", reading.Sentence, StringComparison.Ordinal);
        }
    }

    private static void Refused(string? sentence, TokenReading reading)
    {
        Assert.Equal((sentence is null ? null : "unauthenticated", sentence), (reading.Error?.Code, reading.Sentence));
        Assert.Equal(sentence is null, reading.Caller is not null);
    }

    private static string Base64(string text) => Base64UrlEncoder.Encode(text);

    private ValueTask<TokenReading> ReadAsync(SigningCredentials credentials) => _tokens.ReadAsync(TestIssuer.Sign(_issuer.Claims("ana"), credentials));

    /// <summary>Whatever it says, rightly signed with the key "one".</summary>
    private string Signed(string header, string claims)
    {
        var body = $"{Base64(header)}.{Base64(claims)}";
        var signature = _issuer.Rsa.SignData(Encoding.ASCII.GetBytes(body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{body}.{Base64UrlEncoder.Encode(signature)}";
    }

    private JwtTokens Tokens(KeySet? keys) =>
        new(TestIssuer.Options(), new(new FixedKeys(keys), _time, NullLogger<SigningKeys>.Instance), _time);

    private sealed class FixedKeys(KeySet? keys) : IKeySource
    {
        public string Name => "here";

        public bool IsLocal => false;

        public TimeSpan MaxAge => TimeSpan.FromHours(1);

        public TimeSpan Pause => TimeSpan.FromSeconds(10);

        public Task<KeySet> LoadAsync(CancellationToken cancellationToken) => keys is null ? throw new IOException("It is away.") : Task.FromResult(keys);
    }
}
