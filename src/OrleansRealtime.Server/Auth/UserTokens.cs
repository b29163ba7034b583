using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Server.Auth;

/// <summary>A token that was just made.</summary>
public sealed record IssuedToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>Makes and reads user tokens: the shared framework's bearer tokens, protected by keys in the data folder.</summary>
public sealed class UserTokens(IOptionsMonitor<BearerTokenOptions> options, ClusterClock clock, TimeProvider time)
{
    /// <summary>The scheme whose protector seals the tokens. Requests are read by <see cref="CallerAuthentication"/>.</summary>
    public const string Scheme = "user-token";

    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);

    /// <summary>30 days: the data protection keys of ASP.NET Core live 90 by default, and are kept for reading after that.</summary>
    public const int MaxSeconds = 30 * 24 * 60 * 60;

    public static readonly TimeSpan MaxLifetime = TimeSpan.FromSeconds(MaxSeconds);

    private ISecureDataFormat<AuthenticationTicket> Protector => options.Get(Scheme).BearerTokenProtector;

    /// <summary>Makes a token, which is refused with all that were issued before a <see cref="TokenRefusals.RefuseAsync"/> of any process.</summary>
    public async ValueTask<IssuedToken> IssueAsync(string workspace, string user, string name, TimeSpan lifetime)
    {
        var issued = await clock.StampAsync(time);
        var expires = time.GetUtcNow() + lifetime;
        var caller = new Caller(CallerKind.User, null, [workspace], [], user, name, issued, expires);
        return new(Protector.Protect(new(caller.ToPrincipal(Scheme), Scheme)), expires);
    }

    /// <summary>Who the token is for; <c>null</c> when it is forged, damaged or <paramref name="expired"/>.</summary>
    public Caller? Read(string token, out bool expired)
    {
        expired = false;
        if (Protector.Unprotect(token)?.Principal is not { } principal) return null;
        var caller = Caller.Of(principal);
        expired = caller.ExpiresAt is not { } end || end <= time.GetUtcNow();
        return expired ? null : caller;
    }
}
