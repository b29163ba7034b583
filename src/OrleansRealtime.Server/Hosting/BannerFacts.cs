using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What is said of a server that has started.</summary>
/// <param name="Url">Where it is reached from this machine.</param>
/// <param name="Role">What runs in it: <c>silo and gateway</c>, <c>silo</c> or <c>gateway</c>.</param>
/// <param name="Store"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="Cluster">Its id; <c>null</c> where one process is alone.</param>
/// <param name="Access">Who decides what a user may do.</param>
internal sealed record BannerFacts(string Url, string Role, string Store, string? Cluster, string Access)
{
    public static BannerFacts Of(IServiceProvider services)
    {
        var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        var cluster = services.GetRequiredService<IOptions<ClusterSettings>>().Value;
        var store = services.GetRequiredService<IOptions<StorageOptions>>().Value.Store;
        return new(
            Reachable(addresses?.FirstOrDefault() ?? ""),
            cluster.Role is NodeRole.All ? "silo and gateway" : cluster.Role.ToString().ToLowerInvariant(),
            store,
            store == StorageOptions.Postgres ? cluster.Id : null,
            AccessOf(services.GetRequiredService<IOptions<AccessOptions>>().Value));
    }

    /// <summary>Of the callback's address nothing that may be a secret.</summary>
    private static string AccessOf(AccessOptions access) => access.CallbackUrl is { } callback && new Uri(callback) is var url
        ? $"as {url.Scheme}://{url.Authority}{url.AbsolutePath} answers for each user and entity"
        : $"open: whoever has a token for a workspace may read and write all of it ({AccessOptions.Section}:CallbackUrl is not set)";

    /// <summary>An address to open: "all interfaces" is none.</summary>
    private static string Reachable(string address) => address
        .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
        .Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
}
