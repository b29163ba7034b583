using System.IO.Compression;
using System.Xml.Linq;

namespace OrleansRealtime.EndToEndTests.Packages;

/// <summary>The files of a NuGet package, and what it says of itself.</summary>
internal sealed class NuGetPackage : IDisposable
{
    private readonly ZipArchive _files;
    private readonly XElement _metadata;

    public NuGetPackage(string path)
    {
        _files = ZipFile.OpenRead(path);
        using var nuspec = _files.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        _metadata = XDocument.Load(nuspec).Root!.Elements().Single();
    }

    public IEnumerable<string> Dependencies => All.Select(dependency => dependency.Attribute("id")!.Value).Order();

    private IEnumerable<XElement> All => _metadata.Descendants().Where(element => element.Name.LocalName == "dependency");

    public string VersionOf(string dependency) => All.Single(element => element.Attribute("id")!.Value == dependency).Attribute("version")!.Value;

    public void Has(params string[] files) => Assert.Subset(_files.Entries.Select(entry => entry.FullName).ToHashSet(), files.ToHashSet());

    public string? Value(string name) => _metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

    public void Dispose() => _files.Dispose();
}
