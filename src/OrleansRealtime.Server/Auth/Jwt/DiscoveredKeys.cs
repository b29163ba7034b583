using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace OrleansRealtime.Server.Auth.Jwt;

/// <summary>The keys that an identity provider publishes (OpenID Connect Discovery): its configuration, and the JWKS that this names.</summary>
/// <param name="requireHttps">Of both addresses.</param>
internal sealed class DiscoveredKeys(string authority, bool requireHttps, IHttpClientFactory clients) : IKeySource
{
    /// <summary>The name of its HTTP client.</summary>
    public const string Client = "identity-provider";

    /// <summary>Of each of the two requests.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>The largest answer that is read, in bytes.</summary>
    public const int MaxAnswer = 512 * 1024;

    private readonly string _address = $"{authority.TrimEnd('/')}/.well-known/openid-configuration";

    public string Name => _address;

    public bool IsLocal => false;

    /// <summary>One hour: providers publish a new key days before they use it, and withdraw one in a hurry at the most.</summary>
    public TimeSpan MaxAge => TimeSpan.FromHours(1);

    /// <summary>10 s: tokens of a key that was not announced are refused for no longer, and those who invent keys cost the provider two requests in that
    /// time.</summary>
    public TimeSpan Pause => TimeSpan.FromSeconds(10);

    public async Task<KeySet> LoadAsync(CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Client);
        var documents = new HttpDocumentRetriever(client) { RequireHttps = requireHttps, SendAdditionalHeaderData = false };
        return new((await OpenIdConnectConfigurationRetriever.GetAsync(_address, documents, cancellationToken)).SigningKeys);
    }
}
