using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OrleansRealtime.Server.Auth.Jwt;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

public sealed class KeysFileTests
{
    private readonly TestIssuer _one = new(TimeProvider.System);
    private readonly TestIssuer _two = new(TimeProvider.System, "two");

    [Fact]
    public void A_token_s_key_is_found_by_its_name()
    {
        var keys = KeysFile.Parse(TestIssuer.JwksOf(_one, _two));
        Assert.Equal("two", Assert.Single(keys.Find("two")).KeyId);
        Assert.Empty(keys.Find("three"));
        Assert.Empty(keys.Find(null));
    }

    [Fact]
    public void The_only_key_is_found_without_a_name() => Assert.Single(KeysFile.Parse(_one.Jwks).Find(null));

    [Fact]
    public void Keys_of_PEM_have_no_names_and_sign_whatever_a_token_says()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = KeysFile.Parse($"the keys\n{_one.Rsa.ExportSubjectPublicKeyInfoPem()}\n{ec.ExportSubjectPublicKeyInfoPem()}\n");
        Assert.Equal(2, keys.Find("any").Length);
        Assert.Equal(2, keys.Find(null).Length);
    }

    [Fact]
    public void Private_keys_are_refused()
    {
        const string sentence = "The file holds a private key; only public ones belong there.";
        Assert.Equal(sentence, Refusal(_one.Rsa.ExportPkcs8PrivateKeyPem()));
        Assert.Equal(sentence, Refusal(_one.Rsa.ExportRSAPrivateKeyPem()));
        Assert.Equal(sentence, Refusal(new JsonObject { ["keys"] = new JsonArray(_one.Jwk(isPrivate: true)) }.ToJsonString()));
    }

    [Theory]
    [InlineData("", "There is no public key for signatures: RSA of at least 2048 bits, or EC.")]
    [InlineData("nothing", "There is no public key for signatures: RSA of at least 2048 bits, or EC.")]
    [InlineData("{}", "There is no public key for signatures: RSA of at least 2048 bits, or EC.")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"one","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}]}""", "There is no public key for signatures: RSA of at least 2048 bits, or EC.")]
    [InlineData("{\"keys\":5}", "The file is no JWKS.")]
    [InlineData("{", "The file is no JWKS.")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "The file holds 'CERTIFICATE'; it may hold PUBLIC KEY only, or a JWKS.")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "The file holds a public key that is neither RSA nor EC.")]
    public void What_holds_no_key_is_refused_by_a_sentence(string text, string sentence) => Assert.Equal(sentence, Refusal(text));

    [Fact]
    public void A_short_key_is_none()
    {
        using var rsa = RSA.Create(1024);
        Assert.Equal("There is no public key for signatures: RSA of at least 2048 bits, or EC.", Refusal(rsa.ExportSubjectPublicKeyInfoPem()));
    }

    [Fact]
    public void More_keys_than_any_provider_has_are_refused() => Assert.Equal(
        "There are more than 50 keys.",
        Refusal(string.Concat(Enumerable.Repeat(_one.Rsa.ExportSubjectPublicKeyInfoPem() + "\n", 51))));

    [Fact]
    public async Task A_file_that_is_not_there_or_too_large_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, new byte[513 * 1024], TestContext.Current.CancellationToken);
            Assert.Equal("The file has more than 512 KiB.", (await Assert.ThrowsAsync<InvalidDataException>(() => Load(path))).Message);
            File.Delete(path);
            Assert.Equal("There is no such file.", (await Assert.ThrowsAsync<InvalidDataException>(() => Load(path))).Message);
        }
        finally
        {
            File.Delete(path);
        }

        static Task Load(string path) => new KeysFile(path).LoadAsync(TestContext.Current.CancellationToken);
    }

    private static string Refusal(string text) => Assert.Throws<InvalidDataException>(() => KeysFile.Parse(text)).Message;
}
