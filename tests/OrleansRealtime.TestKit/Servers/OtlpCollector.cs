using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace OrleansRealtime.TestKit.Servers;

/// <summary>What servers send OTLP to (<c>HttpProtobuf</c>): keeps the bodies, by their paths.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, string Body)> _bodies = new();
    private readonly Task _run;

    public OtlpCollector()
    {
        Url = $"http://127.0.0.1:{FreePort.Take()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _run = RunAsync();
    }

    public string Url { get; }

    /// <summary>What a server is to be told.</summary>
    public (string Key, string Value)[] Settings => [("Telemetry:OtlpEndpoint", Url), ("Telemetry:OtlpProtocol", "HttpProtobuf")];

    /// <summary>What came to a path, each body a text: a byte is a character, and texts stand in it as they are.</summary>
    public IReadOnlyList<string> Of(string path) => [.. _bodies.Where(body => body.Path == path).Select(body => body.Body)];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _run;
    }

    private async Task RunAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await KeepAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The test is over, or a server was killed while it sent.
            }
        }
    }

    private async Task KeepAsync(HttpListenerContext http)
    {
        using var reader = new StreamReader(http.Request.InputStream, Encoding.Latin1);
        _bodies.Enqueue((http.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
        http.Response.ContentType = "application/x-protobuf";
        http.Response.Close();
    }
}
