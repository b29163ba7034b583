using System.Security.Cryptography.X509Certificates;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.Cluster;

public sealed class ClusterCertificatesTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public void A_certificate_of_the_authority_is_taken_and_no_other()
    {
        var certificates = ClusterCertificates.Load(Settings(_authority.Issue("one")));

        Assert.True(certificates.Own.HasPrivateKey);
        Assert.True(Accepts(_authority.Issue("two")));
        Assert.False(Accepts(_authority.Issue("ended", endsInDays: -1)));
        Assert.False(Accepts(_stranger.Issue("two")));

        bool Accepts((string Certificate, string Key) files)
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(files.Certificate);
            return certificates.Accepts(certificate);
        }
    }

    [Fact]
    public void While_one_authority_takes_over_from_another_both_are_taken()
    {
        var both = _authority.Write("both.pem", File.ReadAllText(_authority.File) + File.ReadAllText(_stranger.File));
        var (certificate, key) = _authority.Issue("one");
        var certificates = ClusterCertificates.Load(new() { Certificate = certificate, Key = key, Authority = both });
        using var theirs = X509CertificateLoader.LoadCertificateFromFile(_stranger.Issue("two").Certificate);

        Assert.True(certificates.Accepts(theirs));
    }

    [Fact]
    public void What_is_missing_is_named() => Refused(
        new() { Certificate = _authority.Issue("one").Certificate, Authority = _authority.File },
        "Cluster:Tls:Key (Cluster__Tls__Key) is not set; it must be, as others of Cluster:Tls are.");

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Refused(Settings(("/nowhere/one.pem", _authority.Issue("one").Key)), "Cluster:Tls:Certificate is /nowhere/one.pem, which cannot be used: ");

    [Fact]
    public void A_file_that_holds_something_else_is_named() =>
        Refused(Settings((_authority.Write("diary.pem", "Dear diary"), _authority.Issue("one").Key)), "diary.pem, which cannot be used: ");

    [Fact]
    public void An_authority_without_a_certificate_is_named()
    {
        var (certificate, key) = _authority.Issue("one");
        Refused(new() { Certificate = certificate, Key = key, Authority = _authority.Write("empty.pem", "") }, "empty.pem, which cannot be used: it has no certificate.");
    }

    [Fact]
    public void A_key_of_another_certificate_is_named() =>
        Refused(Settings((_authority.Issue("one").Certificate, _authority.Issue("two").Key)), "two.key, which cannot be used: ");

    [Fact]
    public void A_certificate_of_another_authority_is_named() => Refused(Settings(_stranger.Issue("one")), "one.pem, which cannot be used: ");

    [Fact]
    public void A_certificate_that_has_ended_is_named() => Refused(Settings(_authority.Issue("one", endsInDays: -1)), "one.pem, which cannot be used: ");

    [Fact]
    public void A_certificate_for_one_end_only_is_named() => Refused(
        Settings(_authority.Issue("one", 30, "1.3.6.1.5.5.7.3.1")), "one.pem, which cannot be used: its extended key usage has to have both server and client authentication.");

    private ClusterTls Settings((string Certificate, string Key) files) => new() { Certificate = files.Certificate, Key = files.Key, Authority = _authority.File };

    private static void Refused(ClusterTls settings, string sentence)
    {
        var refused = Assert.Throws<StorageStartException>(() => ClusterCertificates.Load(settings));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
