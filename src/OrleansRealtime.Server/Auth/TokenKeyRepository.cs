using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace OrleansRealtime.Server.Auth;

/// <summary>Keeps the keys that seal user tokens in the data folder. It touches the folder at the first use, not when it is made: that is
/// before storage has claimed the folder for this process.</summary>
internal sealed class TokenKeyRepository(DataPaths paths, ILoggerFactory loggers) : IXmlRepository
{
    private readonly Lazy<FileSystemXmlRepository> _files = new(() => new(paths.TokenKeys(), loggers));

    public IReadOnlyCollection<XElement> GetAllElements() => _files.Value.GetAllElements();

    public void StoreElement(XElement element, string friendlyName) => _files.Value.StoreElement(element, friendlyName);
}
