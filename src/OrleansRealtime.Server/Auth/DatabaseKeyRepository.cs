using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using OrleansRealtime.Storage.Secrets;

namespace OrleansRealtime.Server.Auth;

/// <summary>Keeps the keys that seal user tokens in the database, where every process of the cluster reads them: a token that one issued is good at
/// all others.</summary>
internal sealed class DatabaseKeyRepository(ISharedSecrets secrets) : IXmlRepository
{
    private const string Prefix = "token-key/";

    public IReadOnlyCollection<XElement> GetAllElements() => [.. secrets.ReadAll(Prefix).Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) => secrets.Add(Prefix + friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
