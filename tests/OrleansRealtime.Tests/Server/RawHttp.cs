using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansRealtime.Tests.Server;

/// <summary>Requests that no client would send, byte by byte.</summary>
internal static class RawHttp
{
    /// <summary>Sends a request and answers all that came until the server closed, or until the body that it announced was there.</summary>
    public static async Task<RawAnswer> SendAsync(Uri server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port).Within("the connection");
        return await SendAsync(client, request).Within("the answer");
    }

    private static async Task<RawAnswer> SendAsync(TcpClient client, string request)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var status = await reader.ReadLineAsync() ?? "";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var body = await reader.ReadToEndAsync();
        return new(status, headers, body);
    }
}

/// <param name="StatusLine">Empty when the server closed without a word.</param>
internal sealed record RawAnswer(string StatusLine, IReadOnlyDictionary<string, string> Headers, string Body);
