using System.Diagnostics;

namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>nginx in front of a server, as it comes: <c>proxy_pass</c>, and what a test adds.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"];

    private readonly Process _process;
    private readonly string _folder;
    private Task _log = Task.CompletedTask;

    private Nginx(Process process, string folder, Uri url) => (_process, _folder, Url) = (process, folder, url);

    public Uri Url { get; }

    public static async Task<Nginx> StartAsync(Uri server, string settings)
    {
        var program = Places.FirstOrDefault(File.Exists);
        Requirement.Is(program is not null, "nginx is missing: build/need.sh nginx.");
        var folder = Directory.CreateTempSubdirectory("orleansrealtime-nginx-").FullName;
        var url = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        // Whoever runs the tests; root's workers would be somebody else, who may not write here.
        var user = Environment.UserName == "root" ? "user root;" : "";
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            {{user}}
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            error_log stderr notice;
            events { worker_connections 256; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server {
                listen 127.0.0.1:{{url.Port}};
                location / {
                  proxy_pass {{server.ToString().TrimEnd('/')}};
                  {{settings}}
                }
              }
            }
            """);
        var process = Process.Start(new ProcessStartInfo(program!, ["-p", folder, "-c", "nginx.conf"]) { RedirectStandardError = true })!;
        var nginx = new Nginx(process, folder, url);
        return await nginx.ServesAsync() ? nginx : throw new InvalidOperationException("nginx did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        // Its workers go with it when it is asked to go.
        if (!_process.HasExited) using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().Within("nginx to end");
        await _log;
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits until its worker says that it is there, and has all that it says later read, or nginx would wait for that.</summary>
    private async Task<bool> ServesAsync()
    {
        string? line;
        do line = await _process.StandardError.ReadLineAsync().Within("nginx to start");
        while (line is not null && !line.Contains("start worker process ", StringComparison.Ordinal));
        _log = _process.StandardError.ReadToEndAsync();
        return line is not null;
    }
}
