using System.Net.Security;
using OrleansRealtime.TestKit.Documents;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Documents;

/// <summary>The site for one server, and the commands of infra/README.md that make a configuration for gateways on this machine.</summary>
public sealed class NginxDocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orleansrealtime-site-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Through_the_site_REST_and_a_hub_are_as_without_it_and_what_it_says_of_the_caller_is_believed()
    {
        Requirement.Is(Nginx.IsThere, Nginx.Missing);
        await using var server = await ServerProcess.StartAsync(("Proxy:Trusted:0", "127.0.0.1"), ("AllowedHosts", "localhost;127.0.0.1"));
        using var certificate = new TestCertificate();
        var (http, https) = (FreePort.Take(), new Uri($"https://127.0.0.1:{FreePort.Take()}"));
        await using var nginx = await Nginx.StartAsync(https, $$"""
            worker_processes 1;
            events { worker_connections 256; }
            http {
              {{Site(certificate, server.Url, http, https.Port)}}
            }
            """);
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Is(shown) },
        }) { BaseAddress = https };
        var api = new RestCaller(client, "acme", server.ApiKey);

        await api.CreateAsync("workitem", "1", new { title = "one" });
        var ana = await api.AsUserAsync("ana");
        Assert.Equal("one", (await ana.GetAsync("entities/workitem/1")).Is(OK)["fields"].GetProperty("title").GetString());
        await using var script = WebClient.PageScript.Start("proxied", server.NewWorkspace(), https, ("NODE_EXTRA_CA_CERTS", certificate.CertificateFile), ("REALTIME_TRANSPORT", "webSockets"));
        await script.PassesAsync();
    }

    [Fact]
    public async Task The_commands_for_gateways_on_one_machine_make_a_configuration_that_nginx_takes()
    {
        Requirement.Is(Nginx.IsThere, Nginx.Missing);
        var block = Assert.Single(MarkdownFile.Read("infra/README.md").Snippets, snippet => snippet.Text.StartsWith("mkdir -p data/nginx", StringComparison.Ordinal)).Text;
        Directory.CreateDirectory(Path.Combine(_folder, "infra", "cluster"));
        File.Copy(BuiltServer.PathInRepository("infra", "cluster", "nginx.conf"), Path.Combine(_folder, "infra", "cluster", "nginx.conf"));
        var commands = block.Split('\n').ToList();
        // It is asked whether it would start, and does not.
        Assert.StartsWith("nginx -p data/nginx", commands[^2], StringComparison.Ordinal);
        await ShellCommand.RunAsync(_folder, "bash", "-euo", "pipefail", "-c", string.Join('\n', commands[..^2]));

        var made = await File.ReadAllTextAsync(Path.Combine(_folder, "data", "nginx", "nginx.conf"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("gateway1:", made, StringComparison.Ordinal);
        var (isGood, said) = await Nginx.TestAsync(made);
        Assert.True(isGood, said);
    }

    private static string Site(TestCertificate certificate, Uri server, int http, int https)
    {
        var text = File.ReadAllText(BuiltServer.PathInRepository("infra", "nginx", "orleansrealtime.conf"));
        foreach (var (written, here) in (ReadOnlySpan<(string, string)>)
        [
            ("server 127.0.0.1:5080;", $"server {server.Authority};"),
            ("listen 80;", $"listen 127.0.0.1:{http};"),
            ("listen 443 ", $"listen 127.0.0.1:{https} "),
            ("/etc/letsencrypt/live/live.example.com/fullchain.pem", certificate.CertificateFile),
            ("/etc/letsencrypt/live/live.example.com/privkey.pem", certificate.KeyFile),
        ])
        {
            Assert.Contains(written, text, StringComparison.Ordinal);
            text = text.Replace(written, here, StringComparison.Ordinal);
        }

        return text;
    }
}
