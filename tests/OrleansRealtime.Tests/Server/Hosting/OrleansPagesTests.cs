using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>Orleans' own dashboard: who sees it, and that it is there only where one asked for it.</summary>
public sealed class OrleansPagesTests(OrleansPagesTests.App app) : IClassFixture<OrleansPagesTests.App>
{
    private const string LimitedKey = "test-key-of-one-workspace-0006";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Addresses => ["/orleans", "/orleans/", "/orleans/DashboardCounters", "/orleans/index.min.js", "/orleans/nothing"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Without_a_key_that_may_see_everything_nothing_of_it_is_shown(string address)
    {
        using var http = app.CreateClient();
        string?[] refused =
        [
            null, $"Bearer {ServerApp.Key}", Basic(ServerApp.WritingKey), Basic(LimitedKey), Basic("no-such-key-000000000000"), Basic(""), "Basic", "Basic %%%",
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(ServerApp.Key))}",
        ];
        foreach (var credentials in refused)
        {
            var answer = await SendAsync(http, address, credentials);
            Assert.Equal((HttpStatusCode.Unauthorized, "Basic"), (answer.StatusCode, answer.Headers.WwwAuthenticate.Single().Scheme));
            Assert.DoesNotContain("Dashboard", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_one_it_shows_the_silo_and_its_grains()
    {
        using var http = app.CreateClient();
        var page = await SendAsync(http, "/orleans/", Basic(ServerApp.Key));
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        await app.Api().CreateAsync();
        await Waiting.UntilAsync(
            async () => await (await SendAsync(http, "/orleans/DashboardCounters", Basic(ServerApp.Key))).Content.ReadAsStringAsync(Stop),
            counters => counters.Contains("EntityGrain", StringComparison.Ordinal),
            "the entity's grain to be counted");
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(http, "/orleans/nothing", Basic(ServerApp.Key))).StatusCode);
    }

    [Fact]
    public async Task The_page_for_support_leads_there()
    {
        using var http = app.CreateClient();
        Assert.Contains("""<p id="orleans"><a href="orleans/" """, await http.GetStringAsync(new Uri("/admin", UriKind.Relative), Stop), StringComparison.Ordinal);
    }

    private static string Basic(string key) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"whoever:{key}"))}";

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, string address, string? credentials)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (credentials is not null) request.Headers.TryAddWithoutValidation("Authorization", credentials);
        return http.SendAsync(request, Stop);
    }

    public sealed class App : ServerApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseEnvironment("Production");
            builder.UseSetting("Pages:Admin", "true");
            builder.UseSetting("Pages:Orleans", "true");
            builder.UseSetting("Auth:ApiKeys:4:Key", LimitedKey);
            builder.UseSetting("Auth:ApiKeys:4:Workspaces:0", "demo");
            builder.UseSetting("Auth:ApiKeys:4:Scopes:0", "admin");
        }
    }
}
