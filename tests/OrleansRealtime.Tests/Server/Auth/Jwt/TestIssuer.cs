using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansRealtime.Server.Auth.Jwt;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

/// <summary>An application's identity provider: one key, and tokens signed by it.</summary>
internal sealed class TestIssuer(TimeProvider time, string kid = "one")
{
    public const string Issuer = "https://id.example.com/";
    public const string Audience = "realtime";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    public RSA Rsa { get; } = RSA.Create(2048);

    public SecurityKey Key => new RsaSecurityKey(Rsa) { KeyId = kid };

    public string Jwks => JwksOf(this);

    public static string JwksOf(params TestIssuer[] issuers) => new JsonObject { ["keys"] = new JsonArray([.. issuers.Select(issuer => issuer.Jwk())]) }.ToJsonString();

    public JsonObject Jwk(bool isPrivate = false)
    {
        var key = Rsa.ExportParameters(isPrivate);
        var jwk = new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = kid, ["n"] = Base64UrlEncoder.Encode(key.Modulus), ["e"] = Base64UrlEncoder.Encode(key.Exponent) };
        if (isPrivate) jwk["d"] = Base64UrlEncoder.Encode(key.D);
        return jwk;
    }

    /// <summary>A good token that was issued now and lives for an hour, unless it is changed.</summary>
    public string Token(string user, Action<JsonObject>? change = null) => Sign(Claims(user, change), new(Key, SecurityAlgorithms.RsaSha256));

    public static string Sign(JsonObject claims, SigningCredentials credentials, IDictionary<string, object>? headers = null) =>
        headers is null ? Handler.CreateToken(claims.ToJsonString(), credentials) : Handler.CreateToken(claims.ToJsonString(), credentials, headers);

    public JsonObject Claims(string user, Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = user,
            ["name"] = $"The user {user}",
            ["iat"] = Seconds(TimeSpan.Zero),
            ["exp"] = Seconds(TimeSpan.FromHours(1)),
            ["workspaces"] = new JsonArray("demo"),
        };
        change?.Invoke(claims);
        return claims;
    }

    /// <summary>A time as tokens have it, so long from now.</summary>
    public long Seconds(TimeSpan fromNow) => (time.GetUtcNow() + fromNow).ToUnixTimeSeconds();

    /// <summary>What has a platform take these tokens, but for where the keys are.</summary>
    public static JwtOptions Options() => new() { Issuer = Issuer, Audiences = [Audience], WorkspacesClaim = "workspaces" };
}
