using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Auth.Jwt;

/// <summary>Reads the identity provider's tokens. Microsoft's library tells whether one is signed by a key of the provider, and by whom and for whom it was
/// issued; <see cref="JwtClaims"/>, whose it is and for how long.</summary>
internal sealed class JwtTokens(JwtOptions options, SigningKeys keys, TimeProvider time)
{
    /// <summary>The longest token, in characters: as long as an address may be, in which a browser's WebSocket carries it.</summary>
    public const int MaxLength = 8_192;

    /// <summary>Asymmetric ones only: with HMAC whoever may check a token may also make one, and a public key taken for a secret would be one.</summary>
    private static readonly FrozenSet<string> Algorithms = FrozenSet.Create(
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512);

    /// <summary>What a provider signs for other purposes than to let somebody in, as a logout token, says so in its <c>typ</c>.</summary>
    private static readonly FrozenSet<string> Types = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "JWT", "at+jwt", "application/at+jwt");

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public async ValueTask<TokenReading> ReadAsync(string token)
    {
        if (token.Length > MaxLength) return TokenReading.Refused("The token is longer than 8,192 characters.");
        if (Parse(token) is not { } jwt) return TokenReading.Refused("The token is no JWT that can be read.");
        if (!Algorithms.Contains(jwt.Alg)) return TokenReading.Refused("The token is not signed by an algorithm that is taken: RS, PS or ES with 256, 384 or 512.");
        if (!string.IsNullOrEmpty(jwt.Typ) && !Types.Contains(jwt.Typ)) return TokenReading.Refused("The token's type is neither JWT nor at+jwt.");
        if (jwt.TryGetHeaderValue<object>("crit", out _)) return TokenReading.Refused("The token has a header that must be understood (crit), and is not.");

        ImmutableArray<SecurityKey> candidates;
        try
        {
            candidates = await keys.FindAsync(string.IsNullOrEmpty(jwt.Kid) ? null : jwt.Kid);
        }
        catch (KeysUnavailableException)
        {
            return TokenReading.Refused(ProblemCodes.Unavailable, "The identity provider's keys cannot be read now.");
        }

        if (candidates.IsEmpty) return TokenReading.Refused("The token names a key that the identity provider does not have.");
        var result = await Handler.ValidateTokenAsync(jwt, Parameters(candidates));
        if (!result.IsValid) return TokenReading.Refused(SentenceOf(result.Exception));
        return ReadClaims(jwt);
    }

    private static JsonWebToken? Parse(string token)
    {
        try
        {
            return Handler.ReadJsonWebToken(token);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private TokenValidationParameters Parameters(ImmutableArray<SecurityKey> candidates) => new()
    {
        IssuerSigningKeys = candidates,
        ValidIssuer = options.Issuer,
        ValidAudiences = options.Audiences,
        ValidAlgorithms = Algorithms,
        IgnoreTrailingSlashWhenValidatingAudience = false,
        // By our own clock, and with a sentence for each.
        ValidateLifetime = false,
    };

    private TokenReading ReadClaims(JsonWebToken jwt)
    {
        try
        {
            using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload), Strict);
            return JwtClaims.Read(claims.RootElement, options, time.GetUtcNow());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The library takes the last of two, and half of a surrogate pair in a claim that it does not know.
            return TokenReading.Refused("The token's claims cannot be read: one of them is there twice, or no text.");
        }
    }

    private static string SentenceOf(Exception failure) => failure switch
    {
        SecurityTokenInvalidIssuerException => "The token is of another issuer.",
        SecurityTokenInvalidAudienceException => "The token is meant for another audience.",
        _ => "The token's signature is not right.",
    };
}
