using OrleansRealtime.Contracts;

namespace OrleansRealtime.Server.Auth.Jwt;

/// <summary>The section <c>Auth:Jwt</c>: the identity provider whose tokens (JWTs) are taken besides the platform's own.</summary>
public sealed class JwtOptions
{
    public const string Section = "Jwt";

    /// <summary>The most that <see cref="ClockTolerance"/> may be.</summary>
    public static readonly TimeSpan MaxClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>The <c>iss</c> of the identity provider's tokens, to the letter. Required.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The <c>aud</c> by which its tokens are meant for this application; a token needs one of them. At least one, or any application's tokens
    /// would do.</summary>
    public List<string> Audiences { get; set; } = [];

    /// <summary>Where the keys are found by discovery: the address before <c>/.well-known/openid-configuration</c>, https outside of Development. Either
    /// this or KeysFile.</summary>
    public string? Authority { get; set; }

    /// <summary>The file with the public keys: a JWKS, or PEM with <c>PUBLIC KEY</c>; read again within 10 s when it changes. Either this or
    /// Authority.</summary>
    public string? KeysFile { get; set; }

    /// <summary>The claim with the user's id, a text.</summary>
    public string UserClaim { get; set; } = "sub";

    /// <summary>The claim with what people call the user; a token without it has the id for a name, and past 200 characters it is cut.</summary>
    public string NameClaim { get; set; } = "name";

    /// <summary>The claim with the workspaces where the token is good: a text, or a list of texts, at most 100. Either this or Workspaces.</summary>
    public string? WorkspacesClaim { get; set; }

    /// <summary>The workspaces of every user of the identity provider. Either these or WorkspacesClaim.</summary>
    public List<string> Workspaces { get; set; } = [];

    /// <summary>How far the identity provider's clock may be from this one, 0 to 5 minutes: a token is good so much longer than its <c>exp</c>, so much before its
    /// <c>nbf</c>, and is revoked with those that were issued up to so much before it. 30 s: clocks that anything sets are nearer.</summary>
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Says what is wrong with the section.</summary>
    /// <param name="check">Of the section <c>Auth</c>.</param>
    /// <param name="isDevelopment">Whether an authority may do without TLS.</param>
    internal void Check(OptionsCheck check, bool isDevelopment)
    {
        Require(Issuer.Length > 0, nameof(Issuer), "is not set; it must be the iss of the identity provider's tokens");
        Require(Audiences.Count > 0 && Audiences.TrueForAll(audience => audience.Length > 0), nameof(Audiences), "is empty, or has an empty one; name the aud of the tokens that are meant for this application");
        Require((Authority is null) != (KeysFile is null), nameof(Authority), $"and {nameof(KeysFile)} are {(Authority is null ? "neither" : "both")} set; the keys are found by one of them");
        Require(Authority is null || IsAuthority(isDevelopment), nameof(Authority), $"is '{Authority}'; it must be an https address without query and fragment (http is for Development only)");
        Require(UserClaim.Length > 0, nameof(UserClaim), "is empty; some claim has to name the user");
        var hasClaim = !string.IsNullOrEmpty(WorkspacesClaim);
        Require(hasClaim != (Workspaces.Count > 0), nameof(WorkspacesClaim), $"and {nameof(Workspaces)} are {(hasClaim ? "both" : "neither")} set; a token's workspaces are found by one of them");
        foreach (var workspace in Workspaces.Where(workspace => !Names.IsWord(workspace)))
            Require(false, nameof(Workspaces), $"has '{workspace}', which is no workspace: {Names.WordRule}");
        check.Within($"{Section}:{nameof(ClockTolerance)}", ClockTolerance, TimeSpan.Zero, MaxClockTolerance);

        void Require(bool isMet, string option, string failure) => check.Require(isMet, $"{Section}:{option}", failure);
    }

    private bool IsAuthority(bool isDevelopment) =>
        Uri.TryCreate(Authority, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (isDevelopment && address.Scheme == Uri.UriSchemeHttp))
        && address is { Query: "", Fragment: "", UserInfo: "" };
}
