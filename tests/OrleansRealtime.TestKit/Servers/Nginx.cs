using System.Diagnostics;

namespace OrleansRealtime.TestKit.Servers;

/// <summary>A real nginx, with a configuration of the test's: one server behind <c>proxy_pass</c>, or the repository's own for a cluster.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"];
    private static readonly string? Program = Places.FirstOrDefault(File.Exists);

    private readonly Process _process;
    private readonly string _folder;
    private Task<string> _log = Task.FromResult("");

    private Nginx(Process process, string folder, Uri url) => (_process, _folder, Url) = (process, folder, url);

    /// <summary>Whether this machine has nginx.</summary>
    public static bool IsThere => Program is not null;

    /// <summary>What a test says that needs it.</summary>
    public static string Missing => "nginx is missing: build/need.sh nginx.";

    public Uri Url { get; }

    /// <summary>nginx as it comes, in front of one server.</summary>
    /// <param name="settings">What stands beside <c>proxy_pass</c>.</param>
    public static Task<Nginx> InFrontOfAsync(Uri server, string settings)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        return StartAsync(url, $$"""
            worker_processes 1;
            events { worker_connections 256; }
            http {
              access_log off;
              server {
                listen 127.0.0.1:{{url.Port}};
                location / {
                  proxy_pass {{server.ToString().TrimEnd('/')}};
                  {{settings}}
                }
              }
            }
            """);
    }

    /// <param name="url">Where the configuration has it listen.</param>
    public static async Task<Nginx> StartAsync(Uri url, string configuration)
    {
        var folder = await PrepareAsync(configuration);
        var nginx = new Nginx(Process.Start(Command(folder))!, folder, url);
        if (await nginx.ServesAsync()) return nginx;
        await nginx.DisposeAsync();
        throw new InvalidOperationException("nginx did not start.");
    }

    /// <summary>Has nginx read a configuration without serving it.</summary>
    /// <returns>Whether it would serve it, and what it says.</returns>
    public static async Task<(bool IsGood, string Said)> TestAsync(string configuration)
    {
        var folder = await PrepareAsync(configuration);
        using var process = Process.Start(Command(folder, "-t"))!;
        var said = await process.StandardError.ReadToEndAsync().Within("nginx to read its configuration");
        await process.WaitForExitAsync().Within("nginx to end");
        Directory.Delete(folder, recursive: true);
        return (process.ExitCode == 0, said);
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

    /// <summary>A folder with the configuration in it, and whatever nginx would else put into folders of the system.</summary>
    private static async Task<string> PrepareAsync(string configuration)
    {
        var folder = Directory.CreateTempSubdirectory("orleansrealtime-nginx-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), configuration.Replace("http {", """
            http {
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
            """, StringComparison.Ordinal));
        return folder;
    }

    private static ProcessStartInfo Command(string folder, params string[] options)
    {
        // Workers are whoever runs the tests; root's would be somebody else, who may not write here.
        var user = Environment.UserName == "root" ? "user root;" : "";
        return new(
            Program ?? throw new InvalidOperationException(Missing),
            ["-p", folder, "-c", "nginx.conf", "-g", $"{user} daemon off; pid nginx.pid; error_log stderr notice;", .. options])
        { RedirectStandardError = true };
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
