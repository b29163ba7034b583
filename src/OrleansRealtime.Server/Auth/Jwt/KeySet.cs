using System.Collections.Immutable;
using Microsoft.IdentityModel.Tokens;

namespace OrleansRealtime.Server.Auth.Jwt;

/// <summary>The public keys that sign an identity provider's tokens.</summary>
internal sealed class KeySet
{
    /// <summary>Large providers have some ten at a time.</summary>
    public const int MaxKeys = 50;

    /// <summary>As RFC 7518 asks of RSA: a shorter key can be broken.</summary>
    private const int MinRsaBits = 2048;

    private readonly ImmutableArray<SecurityKey> _keys;

    /// <param name="keys">Those for no signature of ours, symmetric and short ones among them, are passed over.</param>
    /// <exception cref="InvalidDataException">None is left, or more than <see cref="MaxKeys"/>.</exception>
    public KeySet(IEnumerable<SecurityKey> keys)
    {
        _keys = [.. keys.Where(IsUsable).Take(MaxKeys + 1)];
        if (_keys.Length == 0) throw new InvalidDataException($"There is no public key for signatures: RSA of at least {MinRsaBits} bits, or EC.");
        if (_keys.Length > MaxKeys) throw new InvalidDataException($"There are more than {MaxKeys} keys.");
    }

    /// <summary>The keys that a token may be signed by: those of its <c>kid</c>, else those that have none; a token without one may be signed by the only
    /// key that there is.</summary>
    public ImmutableArray<SecurityKey> Find(string? kid)
    {
        if (kid is not null && _keys.Where(key => key.KeyId == kid).ToImmutableArray() is { Length: > 0 } named) return named;
        if (_keys.Where(key => string.IsNullOrEmpty(key.KeyId)).ToImmutableArray() is { Length: > 0 } nameless) return nameless;
        return kid is null && _keys.DistinctBy(key => key.KeyId).Count() == 1 ? _keys : [];
    }

    private static bool IsUsable(SecurityKey key) => key switch
    {
        RsaSecurityKey or X509SecurityKey => key.KeySize >= MinRsaBits,
        ECDsaSecurityKey => true,
        _ => false,
    };
}
