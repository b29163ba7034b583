using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansRealtime.TestKit.Servers;

/// <summary>An authority that signs the certificates of a test's cluster; all of its files go with it.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleansrealtime-tls-");
    private readonly X509Certificate2 _own;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=The authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(100));
        File = Write("authority.pem", _own.ExportCertificatePem());
    }

    public string File { get; }

    /// <summary>A certificate and its key, in two files.</summary>
    /// <param name="usages">Both ends of a connection unless said.</param>
    public (string Certificate, string Key) Issue(string name, int endsInDays = 30, params string[] usages)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [.. (usages.Length > 0 ? usages : [ServerUsage, ClientUsage]).Select(usage => new Oid(usage))], false));
        using var signed = request.Create(
            _own, DateTimeOffset.UtcNow.AddDays(-50), DateTimeOffset.UtcNow.AddDays(endsInDays), RandomNumberGenerator.GetBytes(16));
        return (Write($"{name}.pem", signed.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>The settings of a node that has a certificate of this authority.</summary>
    public (string Key, string Value)[] SettingsOf(string name)
    {
        var (certificate, key) = Issue(name);
        return [("Cluster:Tls:Certificate", certificate), ("Cluster:Tls:Key", key), ("Cluster:Tls:Authority", File)];
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text.Length == 0 ? "" : $"{text}\n");
        return path;
    }

    public void Dispose()
    {
        _own.Dispose();
        _folder.Delete(recursive: true);
    }
}
