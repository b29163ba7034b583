using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections.Client;

namespace OrleansRealtime.Client;

/// <summary>Where the platform is, and who calls it: a server with an <see cref="ApiKey"/>, or a user with a <see cref="Token"/>.</summary>
public sealed class RealtimeClientOptions
{
    /// <summary>The platform's address, such as <c>https://live.example.com</c>; it may have a path.</summary>
    public Uri? Url { get; set; }

    /// <summary><c>[a-z][a-z0-9-]{0,62}</c></summary>
    public string Workspace { get; set; } = "";

    /// <summary>Of a server. Either this or <see cref="Token"/>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Asks whoever has an API key for the user's token. It is called whenever the last one is about to end, by one caller at a
    /// time, and has 15 s.</summary>
    public Func<CancellationToken, ValueTask<RealtimeToken>>? Token { get; set; }

    /// <summary>How the application's own types become fields, and fields those types; nothing else goes by it.</summary>
    public JsonSerializerOptions Json { get; set; } = JsonSerializerOptions.Web;

    /// <summary>How long one try of a call may take, its answer included: 1 s to 10 min.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call goes on trying, in all: nothing to 1 h. After that no further try is begun.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The most hub connections at once, one for each user for whom something is watched: 1 to 5,000.</summary>
    public int MaxConnections { get; set; } = 100;

    /// <summary>Changes how the hub is connected to, for instance through a proxy. Usually over a WebSocket without negotiation, which any
    /// balancer passes on; other transports need one that sends a client always to the same server.</summary>
    public Action<HttpConnectionOptions>? ConfigureHub { get; set; }
}
