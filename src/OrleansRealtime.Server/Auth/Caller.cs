using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;

namespace OrleansRealtime.Server.Auth;

public enum CallerKind
{
    /// <summary>Another server, with an API key.</summary>
    Key,

    /// <summary>A user, with a token.</summary>
    User,
}

/// <summary>Who makes a request, as the credentials tell. Whether a user's token was refused since is <see cref="TokenRefusals"/>' to say.</summary>
/// <param name="KeyId">With a key: names it without revealing it.</param>
/// <param name="Workspaces">Where the caller may be; <see cref="AnyWorkspace"/> = everywhere.</param>
/// <param name="Scopes">With a key: what it may do.</param>
/// <param name="User">With a token: whose it is.</param>
/// <param name="Name">With a token: what people call the user.</param>
/// <param name="IssuedAt">With a token; exact, because refusals compare with it.</param>
public sealed record Caller(
    CallerKind Kind,
    string? KeyId,
    ImmutableArray<string> Workspaces,
    ImmutableArray<string> Scopes,
    string? User = null,
    string? Name = null,
    DateTimeOffset? IssuedAt = null,
    DateTimeOffset? ExpiresAt = null)
{
    public const string AnyWorkspace = "*";

    /// <summary>Who makes requests under this name, for idempotency keys: one caller never meets another's.</summary>
    public string Identity => Kind == CallerKind.Key ? $"key:{KeyId}" : $"user:{User}";

    /// <summary>One word for whose limits a request counts against: of an API key everywhere, of a user in the workspace.</summary>
    public string LimitedAs => Kind == CallerKind.Key ? Identity : $"{Workspaces[0]} {Identity}";

    /// <summary>The user as one of this workspace alone, where the token is for it and for others: limits, and whose a connection is, count by workspace.</summary>
    public Caller In(string? workspace) => workspace is not null && Workspaces.Contains(workspace) ? this with { Workspaces = [workspace] } : this;

    public bool MayEnter(string workspace) => Workspaces.Contains(workspace) || Workspaces.Contains(AnyWorkspace);

    /// <summary>Reads back what <see cref="ToPrincipal"/> wrote.</summary>
    /// <exception cref="InvalidOperationException">The principal is not one of ours.</exception>
    public static Caller Of(ClaimsPrincipal principal)
    {
        // Of a request's principal, which several ask; from the claims only where a token was unsealed.
        if (principal.Identity is CallerIdentity { Caller: var caller }) return caller;
        var kind = principal.FindFirstValue(CallerClaims.Kind)
            ?? throw new InvalidOperationException("The request was not authenticated by an API key or a user token.");
        return new(
            Enum.Parse<CallerKind>(kind),
            principal.FindFirstValue(CallerClaims.Key),
            [.. principal.FindAll(CallerClaims.Workspace).Select(claim => claim.Value)],
            [.. principal.FindAll(CallerClaims.Scope).Select(claim => claim.Value)],
            principal.FindFirstValue(CallerClaims.User),
            principal.FindFirstValue(CallerClaims.Name),
            Time(CallerClaims.IssuedAt),
            Time(CallerClaims.ExpiresAt));

        DateTimeOffset? Time(string claim) => principal.FindFirstValue(claim) is { } ticks
            ? new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero)
            : null;
    }

    public ClaimsPrincipal ToPrincipal(string authenticationScheme)
    {
        var identity = new CallerIdentity(this, authenticationScheme);
        Add(CallerClaims.Kind, Kind.ToString());
        Add(CallerClaims.Key, KeyId);
        foreach (var workspace in Workspaces) Add(CallerClaims.Workspace, workspace);
        foreach (var scope in Scopes) Add(CallerClaims.Scope, scope);
        Add(CallerClaims.User, User);
        // By this SignalR tells whose a connection is; a user is one of a workspace.
        if (User is not null) Add(ClaimTypes.NameIdentifier, $"{Workspaces[0]}/{User}");
        Add(CallerClaims.Name, Name);
        Add(CallerClaims.IssuedAt, IssuedAt?.UtcTicks.ToString(CultureInfo.InvariantCulture));
        Add(CallerClaims.ExpiresAt, ExpiresAt?.UtcTicks.ToString(CultureInfo.InvariantCulture));
        return new(identity);

        void Add(string type, string? value)
        {
            if (value is not null) identity.AddClaim(new(type, value));
        }
    }

    /// <summary>Claims, and the caller that they were written from.</summary>
    private sealed class CallerIdentity(Caller caller, string authenticationScheme) : ClaimsIdentity(authenticationScheme, CallerClaims.User, roleType: null)
    {
        public Caller Caller { get; } = caller;
    }
}

/// <summary>The claims of a <see cref="Caller"/>. Times are ticks: a ticket's own are rounded to seconds.</summary>
internal static class CallerClaims
{
    public const string Kind = "kind";
    public const string Key = "key";
    public const string Workspace = "workspace";
    public const string Scope = "scope";
    public const string User = "user";
    public const string Name = "name";
    public const string IssuedAt = "issued";
    public const string ExpiresAt = "expires";
}
