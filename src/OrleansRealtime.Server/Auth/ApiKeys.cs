using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Server.Auth;

/// <summary>Finds the caller behind an API key. Holds digests, not keys, and compares each of them in fixed time.</summary>
public sealed class ApiKeys
{
    private readonly ImmutableArray<(byte[] Digest, Caller Caller)> _keys;

    public ApiKeys(IOptions<AuthOptions> options, GeneratedApiKey generated)
    {
        var keys = options.Value.ApiKeys;
        _keys = keys.Count > 0
            ? [.. keys.Select(key => Entry(key.Key, key.Workspaces, key.Scopes))]
            : [Entry(generated.LoadOrCreate(), [Caller.AnyWorkspace], [])];
    }

    public Caller? Find(string presented)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), digest);
        Caller? found = null;
        foreach (var (known, caller) in _keys)
        {
            // No early exit: how long it takes says nothing of which key came close.
            if (CryptographicOperations.FixedTimeEquals(known, digest)) found = caller;
        }

        return found;
    }

    private static (byte[] Digest, Caller Caller) Entry(string key, List<string> workspaces, List<string> scopes)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        // A part of the digest names the key in idempotency records: the same after a restart, whatever its place in the configuration.
        var id = Convert.ToHexStringLower(digest.AsSpan(0, 8));
        return (digest, new(CallerKind.Key, id, [.. workspaces], scopes.Count > 0 ? [.. scopes] : Scopes.All));
    }
}
