using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>This process's certificate, and whose others it takes: those of the cluster's own authority.</summary>
internal sealed class ClusterCertificates
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _authorities;

    private ClusterCertificates(X509Certificate2 own, X509Certificate2Collection authorities) => (Own, _authorities) = (own, authorities);

    public X509Certificate2 Own { get; }

    /// <summary>Reads the files. They are read once: a new certificate is taken at the next start.</summary>
    /// <exception cref="StorageStartException">Something is missing, is not what it should be, or is not valid now.</exception>
    public static ClusterCertificates Load(ClusterTls settings)
    {
        var certificate = PathOf(settings.Certificate, nameof(settings.Certificate));
        var key = PathOf(settings.Key, nameof(settings.Key));
        var authority = PathOf(settings.Authority, nameof(settings.Authority));
        var authorities = Read(nameof(settings.Authority), authority, () =>
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPem(File.ReadAllText(authority));
            return read.Count > 0 ? read : throw new CryptographicException("it has no certificate");
        });
        Read(nameof(settings.Certificate), certificate, () => X509Certificate2.CreateFromPem(File.ReadAllText(certificate)).Thumbprint);
        var own = Read(nameof(settings.Key), key, () => X509Certificate2.CreateFromPem(File.ReadAllText(certificate), File.ReadAllText(key)));
        var certificates = new ClusterCertificates(own, authorities);
        if (!IsForBothEnds(own))
            throw Refusal(nameof(settings.Certificate), certificate, "its extended key usage has to have both server and client authentication");
        if (certificates.Complaint(own) is { } complaint)
            throw Refusal(nameof(settings.Certificate), certificate, $"{complaint} (by {ClusterTls.Section}:{nameof(settings.Authority)})");
        return certificates;
    }

    /// <summary>Whether a certificate is one of the cluster's, at this moment.</summary>
    public bool Accepts(X509Certificate2 certificate) => Complaint(certificate) is null;

    /// <summary>One authority after the other: two may have the same name.</summary>
    private string? Complaint(X509Certificate2 certificate)
    {
        var complaint = "the file of the authority has none that signed itself";
        foreach (var authority in _authorities.Where(IsRoot))
        {
            if (ComplaintOf(certificate, authority) is not { } reason) return null;
            complaint = reason;
        }

        return complaint;
    }

    /// <summary>What the machine trusts otherwise is not asked.</summary>
    private string? ComplaintOf(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ExtraStore.AddRange(_authorities.Where(other => !IsRoot(other)).ToArray());
        if (chain.Build(certificate)) return null;
        return string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')).Distinct());
    }

    private static bool IsRoot(X509Certificate2 authority) => authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData);

    private static bool IsForBothEnds(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().All(usage =>
            usage.EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value).ToHashSet().IsSupersetOf([ServerUsage, ClientUsage]));

    private static string PathOf(string? path, string setting) => !string.IsNullOrWhiteSpace(path) ? path : throw new StorageStartException(
        $"{ClusterTls.Section}:{setting} ({ClusterSettings.Section}__Tls__{setting}) is not set; it must be, as others of {ClusterTls.Section} are.");

    private static T Read<T>(string setting, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Refusal(setting, path, e.Message.TrimEnd('.'));
        }
    }

    private static StorageStartException Refusal(string setting, string path, string reason) => new(
        string.Create(CultureInfo.InvariantCulture, $"{ClusterTls.Section}:{setting} is {path}, which cannot be used: {reason}.").ReplaceLineEndings(" "));
}
