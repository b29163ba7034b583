using Microsoft.Extensions.Hosting.Internal;
using OrleansRealtime.Server.Auth.Jwt;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

public sealed class JwtOptionsTests
{
    [Fact]
    public void Without_the_section_nothing_is_wrong() => Assert.Empty(Failures(null));

    [Fact]
    public void A_file_or_an_address_and_a_claim_or_a_list_will_do()
    {
        Assert.Empty(Failures(Good()));
        var options = Good();
        (options.KeysFile, options.Authority) = (null, "https://id.example.com/tenant");
        (options.WorkspacesClaim, options.Workspaces) = (null, ["demo"]);
        Assert.Empty(Failures(options));
    }

    [Fact]
    public void What_is_not_set_is_told_at_once() => Assert.Equal(
        [
            "Auth:Jwt:Issuer (Auth__Jwt__Issuer) is not set; it must be the iss of the identity provider's tokens.",
            "Auth:Jwt:Audiences (Auth__Jwt__Audiences) is empty, or has an empty one; name the aud of the tokens that are meant for this application.",
            "Auth:Jwt:Authority (Auth__Jwt__Authority) and KeysFile are neither set; the keys are found by one of them.",
            "Auth:Jwt:WorkspacesClaim (Auth__Jwt__WorkspacesClaim) and Workspaces are neither set; a token's workspaces are found by one of them.",
        ],
        Failures(new()));

    [Fact]
    public void What_makes_no_sense_is_told_at_once()
    {
        var options = Good();
        (options.Authority, options.UserClaim, options.Workspaces, options.ClockTolerance) = ("https://id.example.com?x=1", "", ["Demo", "*"], TimeSpan.FromHours(1));
        Assert.Equal(
            [
                "Auth:Jwt:Authority (Auth__Jwt__Authority) and KeysFile are both set; the keys are found by one of them.",
                "Auth:Jwt:Authority (Auth__Jwt__Authority) is 'https://id.example.com?x=1'; it must be an https address without query and fragment (http is for Development only).",
                "Auth:Jwt:UserClaim (Auth__Jwt__UserClaim) is empty; some claim has to name the user.",
                "Auth:Jwt:WorkspacesClaim (Auth__Jwt__WorkspacesClaim) and Workspaces are both set; a token's workspaces are found by one of them.",
                "Auth:Jwt:Workspaces (Auth__Jwt__Workspaces) has 'Demo', which is no workspace: a lower-case letter and then up to 62 of a-z, 0-9 and '-'.",
                "Auth:Jwt:Workspaces (Auth__Jwt__Workspaces) has '*', which is no workspace: a lower-case letter and then up to 62 of a-z, 0-9 and '-'.",
                "Auth:Jwt:ClockTolerance (Auth__Jwt__ClockTolerance) is 01:00:00; it may be 00:00:00 to 00:05:00.",
            ],
            Failures(options));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", "Development", true)]
    [InlineData("http://127.0.0.1:8080", "Production", false)]
    [InlineData("ftp://id.example.com", "Development", false)]
    [InlineData("/tenant", "Development", false)]
    [InlineData("https://user:secret@id.example.com", "Development", false)]
    public void An_authority_is_https_outside_of_Development(string authority, string environment, bool isGood)
    {
        var options = Good();
        (options.KeysFile, options.Authority) = (null, authority);
        Assert.Equal(isGood, !Failures(options, environment).Any());
    }

    private static JwtOptions Good()
    {
        var options = TestIssuer.Options();
        options.KeysFile = "keys.json";
        return options;
    }

    private static IEnumerable<string> Failures(JwtOptions? jwt, string environment = "Production") =>
        new JwtOptionsValidator(new HostingEnvironment { EnvironmentName = environment }).Validate(null, new() { Jwt = jwt }).Failures ?? [];
}
