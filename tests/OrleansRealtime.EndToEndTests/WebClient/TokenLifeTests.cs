using System.Security.Cryptography;
using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>The real client's connections over the ends of tokens.</summary>
public sealed class TokenLifeTests(SharedServer shared)
{
    [Fact]
    public async Task The_end_of_a_token_costs_no_connection_on_any_transport_whatever_the_pages_clock_says()
    {
        var scripts = ((int[])[0, 90_000, -90_000])
            .Select(skew => PageScript.Start("tokens", shared.Process.NewWorkspace(), shared.Process.Url, ("REALTIME_SKEW", $"{skew}")))
            .ToArray();
        foreach (var script in scripts)
        {
            await script.PassesAsync();
            await script.DisposeAsync();
        }
    }

    [Fact]
    public async Task Neither_does_the_end_of_an_identity_providers_token_that_is_for_several_workspaces()
    {
        using var key = RSA.Create(2048);
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "keys.pem");
        await File.WriteAllTextAsync(file, key.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        await using var server = await ServerProcess.StartAsync(
            ("Auth:Jwt:Issuer", "https://id.example.com"), ("Auth:Jwt:Audiences:0", "realtime"), ("Auth:Jwt:WorkspacesClaim", "workspaces"),
            ("Auth:Jwt:KeysFile", file), ("Auth:Jwt:ClockTolerance", "00:00:00"));
        await using var script = PageScript.Start(
            "tokens", server.NewWorkspace(), server.Url, ("REALTIME_SKEW", "90000"), ("REALTIME_JWT_KEY", key.ExportPkcs8PrivateKeyPem()));
        await script.PassesAsync();
    }
}
