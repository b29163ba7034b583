using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

/// <summary>The server on a clock that the test moves, with an identity provider whose keys are in a file.</summary>
public sealed class JwtApp : ServerApp
{
    /// <summary>An API key that looks like a JWT.</summary>
    public const string DottedKey = "eyJrey.with-two.dots-00000005";

    private readonly TestIssuer _issuer;

    public JwtApp()
    {
        _issuer = new(Time);
        KeysFile = Path.Combine(Folder, "keys.json");
        File.WriteAllText(KeysFile, _issuer.Jwks);
        StartServer();
    }

    internal ManualTimeProvider Time { get; } = new();

    internal TestIssuer Issuer => _issuer;

    /// <summary>The JWKS.</summary>
    internal string KeysFile { get; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Logging:LogLevel:OrleansRealtime", "Trace");
        builder.UseSetting("Auth:ApiKeys:4:Key", DottedKey);
        builder.UseSetting("Auth:ApiKeys:4:Workspaces:0", "*");
        builder.UseSetting("Auth:Jwt:Issuer", TestIssuer.Issuer);
        builder.UseSetting("Auth:Jwt:Audiences:0", TestIssuer.Audience);
        builder.UseSetting("Auth:Jwt:WorkspacesClaim", "workspaces");
        builder.UseSetting("Auth:Jwt:KeysFile", KeysFile);
        builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(Time));
    }
}

[CollectionDefinition(nameof(SharedJwtApp))]
public sealed class SharedJwtApp : ICollectionFixture<JwtApp>;
