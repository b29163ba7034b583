using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;
using OrleansRealtime.Tests.Server;
using OrleansRealtime.Tests.Server.Auth.Jwt;

namespace OrleansRealtime.Tests.Client;

/// <summary>The client of a user who has a token of the application's identity provider.</summary>
public sealed class IdentityProviderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_token_for_several_workspaces_calls_and_watches_in_each()
    {
        var issuer = new TestIssuer(TimeProvider.System);
        await using var app = new App(issuer);
        var item = new EntityRef("workitem", "1");
        foreach (var workspace in (string[])["one", "two"])
        {
            await using var own = new ClientUnderTest(options =>
            {
                (options.Url, options.Workspace) = (app.Address, workspace);
                options.Token = _ => new(new RealtimeToken(issuer.Token("ana", claims => claims["workspaces"] = new JsonArray("one", "two"))));
            });
            await own.Client.CreateAsync(item, new WorkItem($"in {workspace}"), cancellation: Stop);
            await using var watch = new ViewReader<EntityView<WorkItem>>(own.Client.WatchAsync<WorkItem>(item, Stop));
            var view = await watch.NextAsync("the state");
            Assert.Equal((ViewStatus.Fresh, $"in {workspace}", "ana"), (view.Status, view.Entity!.Fields.Title, view.Entity.UpdatedBy));
        }
    }

    private sealed class App(TestIssuer issuer) : WebServerApp(
        ("Auth:Jwt:Issuer", TestIssuer.Issuer), ("Auth:Jwt:Audiences:0", TestIssuer.Audience), ("Auth:Jwt:WorkspacesClaim", "workspaces"))
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            var file = Path.Combine(Folder, "keys.json");
            File.WriteAllText(file, issuer.Jwks);
            builder.UseSetting("Auth:Jwt:KeysFile", file);
        }
    }
}
