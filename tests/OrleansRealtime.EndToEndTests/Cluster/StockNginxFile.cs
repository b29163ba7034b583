namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>nginx as its documentation has it in front of several servers: TLS, affinity by address, and <c>proxy_pass</c> with nothing beside it. No WebSocket
/// comes through, and the servers are called by the upstream's name.</summary>
internal static class StockNginxFile
{
    /// <summary>Of the upstream: what the gateways are asked for as <c>Host</c>.</summary>
    public const string Upstream = "gateways";

    public static string Text(TestCertificate certificate, int https, IEnumerable<string> gateways) => $$"""
        worker_processes 1;
        events { worker_connections 256; }
        http {
          access_log off;
          upstream {{Upstream}} {
            ip_hash;
            {{string.Concat(gateways.Select(gateway => $"server {gateway}; "))}}
          }
          server {
            listen 127.0.0.1:{{https}} ssl;
            ssl_certificate {{certificate.CertificateFile}};
            ssl_certificate_key {{certificate.KeyFile}};
            location / {
              proxy_pass http://{{Upstream}};
            }
          }
        }
        """;
}
