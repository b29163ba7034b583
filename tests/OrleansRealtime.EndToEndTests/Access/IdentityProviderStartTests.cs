namespace OrleansRealtime.EndToEndTests.Access;

/// <summary>A server that was told wrongly of the application's identity provider says so, and does not start.</summary>
public sealed class IdentityProviderStartTests
{
    private static readonly (string Key, string Value)[] Rest =
        [("Auth:Jwt:Issuer", "https://id.example.com"), ("Auth:Jwt:Audiences:0", "realtime"), ("Auth:Jwt:Workspaces:0", "demo")];

    [Fact]
    public async Task Keys_that_are_not_there_are_one_line()
    {
        var file = Path.Combine(Path.GetTempPath(), $"no-such-keys-{Guid.NewGuid():n}.json");
        var (exitCode, _, errors) = await ServerProcess.FailAsync([.. Rest, ("Auth:Jwt:KeysFile", file)]);
        Assert.Equal((1, $"OrleansRealtime did not start: The keys of Auth:Jwt cannot be read from {file}: There is no such file."), (exitCode, errors.Trim()));
    }

    [Fact]
    public async Task An_address_without_TLS_is_one_line()
    {
        var (exitCode, _, errors) = await ServerProcess.FailAsync([.. Rest, ("Auth:Jwt:Authority", "http://id.example.com")]);
        Assert.Equal(
            (1, "OrleansRealtime did not start: Auth:Jwt:Authority (Auth__Jwt__Authority) is 'http://id.example.com'; it must be an https address without query and fragment (http is for Development only)."),
            (exitCode, errors.Trim()));
    }
}
