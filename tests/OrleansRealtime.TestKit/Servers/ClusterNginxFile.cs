namespace OrleansRealtime.TestKit.Servers;

/// <summary>The repository's <c>infra/cluster/nginx.conf</c> for this machine: other names, ports and paths, and nothing else.</summary>
internal static class ClusterNginxFile
{
    /// <param name="http">The port that sends browsers to HTTPS.</param>
    /// <param name="gateways">Where the two gateways are, as <c>127.0.0.1:20001</c>.</param>
    public static string Text(TestCertificate certificate, int http, int https, string[] gateways)
    {
        var text = File.ReadAllText(BuiltServer.PathInRepository("infra", "cluster", "nginx.conf"));
        foreach (var (written, here) in (ReadOnlySpan<(string, string)>)
        [
            ("listen 80;", $"listen 127.0.0.1:{http};"),
            ("listen 443 ", $"listen 127.0.0.1:{https} "),
            ("/etc/nginx/tls/tls.crt", certificate.CertificateFile),
            ("/etc/nginx/tls/tls.key", certificate.KeyFile),
            ("gateway1:8080", gateways[0]),
            ("gateway2:8080", gateways[1]),
        ])
        {
            Unexpected.Unless(text.Contains(written, StringComparison.Ordinal), $"nginx.conf says '{written}' nowhere.");
            text = text.Replace(written, here, StringComparison.Ordinal);
        }

        return text;
    }
}
