using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Server;
using OrleansRealtime.Server.Hosting;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>What is configured is read, or the start is refused; and the start says what is open.</summary>
[Collection(nameof(SharedServer))]
public sealed class ConfigurationTests(ServerApp plain)
{
    [Theory]
    [InlineData("Access:CallbackUri", "Access:CallbackUri (Access__CallbackUri) is no setting; Access has CallbackUrl,")]
    [InlineData("Access:CallbackUrl:0", "Access:CallbackUrl:0")]
    [InlineData("Acess:CallbackUrl", "Acess is no section of the configuration; Access was meant")]
    [InlineData("acces:timeout", "Access was meant")]
    [InlineData("Gatway:MaxWatches", "Gateway was meant")]
    [InlineData("Auth:ApiKeys:0:Scope", "Auth:ApiKeys:0:Scope (Auth__ApiKeys__0__Scope) is no setting; Auth:ApiKeys:0 has Key, Workspaces, Scopes.")]
    [InlineData("Auth:ApiKeys:0:Scopes:0:Read", "Auth:ApiKeys:0:Scopes:0:Read")]
    [InlineData("Auth:Jwt:Audience", "Auth:Jwt:Audience (Auth__Jwt__Audience) is no setting; Auth:Jwt has Issuer, Audiences,")]
    [InlineData("Preferences:Workspaces:demo:Kinds:deploy:Live:On", "is no setting")]
    [InlineData("Preferences:Workspaces:demo:Channel:Live", "Preferences:Workspaces:demo:Channel (")]
    [InlineData("Streams:Owners:x", "Streams:Owners")]
    [InlineData("Inbox:FoldWindow:deploy", "Inbox:FoldWindow:deploy")]
    public void What_nothing_reads_refuses_the_start(string key, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<StartException>(() => Check(key)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Access:CallbackUrl")]
    [InlineData("access:callbackurl")]
    [InlineData("Auth:ApiKeys:0:Scopes:0")]
    [InlineData("Auth:Jwt:Audiences:0")]
    [InlineData("Preferences:Workspaces:demo:Kinds:deploy:Live")]
    [InlineData("Inbox:FoldWindows:deploy")]
    [InlineData("Kestrel:Endpoints:Http:Url")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("npm_config:registry")]
    [InlineData("App:Name")]
    [InlineData("Date:Format")]
    public void What_is_read_by_us_or_may_be_by_others_does_not(string key) => Check(key);

    [Fact]
    public void The_server_asks_it_at_its_start() =>
        Assert.Single(plain.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<ConfigurationCheck>());

    [Fact]
    public async Task The_banner_says_which_access_is_on_and_tells_no_secret()
    {
        Assert.Contains("Access    open: whoever has a token", Banner.Text(plain.Services), StringComparison.Ordinal);

        await using var asking = new App("Development", ("Access:CallbackUrl", "http://user:secret@127.0.0.1:1/access?key=secret"));
        Assert.Contains("Access    as http://127.0.0.1:1/access answers", Banner.Text(asking.Services), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Banner.Text(asking.Services), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_production_no_key_is_printed_and_no_page_is_served_unless_one_asks_for_it()
    {
        await using var app = new App("Production", ("Auth:ApiKeys", null));
        var banner = Banner.Text(app.Services);
        var key = (await File.ReadAllTextAsync(app.KeyFile, TestContext.Current.CancellationToken)).Trim();
        Assert.DoesNotContain(key, banner, StringComparison.Ordinal);
        Assert.Contains($"kept in {app.KeyFile}", banner, StringComparison.Ordinal);
        Assert.DoesNotContain("Demo", banner, StringComparison.Ordinal);
        Assert.DoesNotContain("/admin", banner, StringComparison.Ordinal);
        Assert.DoesNotContain("swagger", banner, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(key, StringComparison.Ordinal));
        (await app.Api(credential: null).GetAsync("/")).IsProblem(404, "unknown_path");
        (await app.Api(credential: null).GetAsync("/swagger/index.html")).IsProblem(404, "unknown_path");
        foreach (var file in (string[])["/admin", "/admin/admin.js", "/admin/admin.css", "/orleans", "/orleans/"]) (await app.Api().GetAsync(file)).IsProblem(404, "unknown_path");
        (await app.Api(credential: null).GetAsync("/openapi/v1.json")).Is(200);

        await using var asked = new App("Production", ("Pages:Demo", "true"), ("Pages:Swagger", "true"), ("Pages:Admin", "true"));
        (await asked.Api().GetAsync("/")).Is(200);
        (await asked.Api().GetAsync("/swagger/index.html")).Is(200);
        (await asked.Api().GetAsync("/admin")).Is(200);
        (await asked.Api().GetAsync("/orleans/")).IsProblem(404, "unknown_path");
    }

    private static void Check(string key) => new ConfigurationCheck(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)"1")]).Build()).StartingAsync(CancellationToken.None);

    private sealed class App(string environment, params (string Key, string? Value)[] settings) : ServerApp
    {
        public string KeyFile => Path.Combine(Folder, "api-key");

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseEnvironment(environment);
            foreach (var (key, value) in settings)
            {
                if (key == "Auth:ApiKeys") builder.ConfigureServices(services => services.PostConfigure<OrleansRealtime.Server.Auth.AuthOptions>(auth => auth.ApiKeys.Clear()));
                else builder.UseSetting(key, value);
            }
        }
    }
}
