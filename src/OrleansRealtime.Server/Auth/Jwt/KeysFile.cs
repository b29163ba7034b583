using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace OrleansRealtime.Server.Auth.Jwt;

/// <summary>Public keys in a file, as a JWKS or as PEM.</summary>
internal sealed class KeysFile(string path) : IKeySource
{
    /// <summary>A JWKS of fifty keys with their certificates has some 200 KB.</summary>
    private const int MaxBytes = 512 * 1024;

    private (string Text, KeySet Keys)? _last;

    public string Name => path;

    public bool IsLocal => true;

    public TimeSpan MaxAge => TimeSpan.FromSeconds(10);

    public TimeSpan Pause => TimeSpan.FromSeconds(1);

    public async Task<KeySet> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new InvalidDataException("There is no such file.");
        if (new FileInfo(path).Length > MaxBytes) throw new InvalidDataException($"The file has more than {MaxBytes / 1024} KiB.");
        var text = await File.ReadAllTextAsync(path, cancellationToken);
        if (_last is { } last && last.Text == text) return last.Keys;
        var keys = Parse(text);
        _last = (text, keys);
        return keys;
    }

    /// <exception cref="InvalidDataException">These are no keys, or private ones.</exception>
    public static KeySet Parse(string text) => new(text.AsSpan().TrimStart().StartsWith('{') ? OfJwks(text) : OfPem(text));

    private static IList<SecurityKey> OfJwks(string text)
    {
        try
        {
            var jwks = new JsonWebKeySet(text);
            return jwks.Keys.Any(key => key.D is { Length: > 0 }) ? throw HasPrivateKey() : jwks.GetSigningKeys();
        }
        catch (ArgumentException)
        {
            // Its message repeats the text.
            throw new InvalidDataException("The file is no JWKS.");
        }
    }

    private static List<SecurityKey> OfPem(ReadOnlySpan<char> text)
    {
        var keys = new List<SecurityKey>();
        while (PemEncoding.TryFind(text, out var fields))
        {
            var label = text[fields.Label];
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)) throw HasPrivateKey();
            if (label is not "PUBLIC KEY") throw new InvalidDataException($"The file holds '{label}'; it may hold PUBLIC KEY only, or a JWKS.");
            keys.Add(OfPublicKey(Convert.FromBase64String(text[fields.Base64Data].ToString())));
            if (keys.Count > KeySet.MaxKeys) break;
            text = text[fields.Location.End..];
        }

        return keys;
    }

    private static SecurityKey OfPublicKey(byte[] key)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(key, out _);
            return new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false));
        }
        catch (CryptographicException)
        {
            // The framework does not say of a key which kind it is.
        }

        try
        {
            using var ec = ECDsa.Create();
            ec.ImportSubjectPublicKeyInfo(key, out _);
            return new ECDsaSecurityKey(ECDsa.Create(ec.ExportParameters(includePrivateParameters: false)));
        }
        catch (CryptographicException)
        {
            throw new InvalidDataException("The file holds a public key that is neither RSA nor EC.");
        }
    }

    private static InvalidDataException HasPrivateKey() => new("The file holds a private key; only public ones belong there.");
}
