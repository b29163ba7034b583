using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.Secrets;

namespace OrleansRealtime.Server.Auth;

/// <summary>
/// Sees to it that a cluster has one ring of token keys. The framework makes the first key where none is, in each process that asks; two that start at
/// once would each make one, and not know the other's for a day. From then on it renews keys by itself, two days before they are used.
/// </summary>
internal sealed class TokenKeys(
    IKeyManager manager, IOptions<KeyManagementOptions> options, ISharedSecrets secrets, TokenKeyRepository folder, DataPaths paths)
{
    public void MakeFirst() => secrets.Exclusively(() =>
    {
        if (manager.GetAllKeys().Count > 0) return;
        if (!ImportFromFolder()) MakeKey();
    });

    // By the clock by which the framework reads it.
    private void MakeKey()
    {
        var now = DateTimeOffset.UtcNow;
        manager.CreateNewKey(now, now + options.Value.NewKeyLifetime);
    }

    /// <summary>Until there were clusters the keys of a server on PostgreSQL were in its data folder: tokens of then stay good.</summary>
    private bool ImportFromFolder()
    {
        if (!paths.HasTokenKeys) return false;
        IXmlRepository shared = options.Value.XmlRepository!;
        foreach (var key in folder.GetAllElements()) shared.StoreElement(key, key.Attribute("id")?.Value ?? Guid.NewGuid().ToString());
        return manager.GetAllKeys().Count > 0;
    }
}
