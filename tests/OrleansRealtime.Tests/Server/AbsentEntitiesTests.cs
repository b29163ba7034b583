using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Tests.Server.Hub;

namespace OrleansRealtime.Tests.Server;

/// <summary>Thousands of ids that name nothing leave nothing in the process, however they are asked for.</summary>
public sealed class AbsentEntitiesTests(AbsentEntitiesTests.App app) : IClassFixture<AbsentEntitiesTests.App>
{
    private const int Ids = 4_000;

    /// <summary>Of thousands. Each would stay for a quarter of an hour.</summary>
    private const int Few = 20;

    [Fact]
    public async Task Asked_for_by_REST()
    {
        var api = app.Api();
        string[] parts = ["", "", "/comments", "/followers", "/changes?since=a:1"];

        await Parallel.ForAsync(0, Ids, async (i, _) =>
            Assert.True((int)(await api.GetAsync($"entities/workitem/absent-{i}{parts[i % parts.Length]}")).Status is 200 or 404));
        for (var i = 0; i < 100; i++) await api.GetAsync($"users/ana/explain?kind=changed&type=workitem&id=absent-{i}");

        await app.HoldsFewAsync();
    }

    [Fact]
    public async Task Watched()
    {
        await using var client = await app.HubOfAsync("ana");

        var codes = new List<string?>();
        for (var first = 0; first < Ids; first += 500)
        {
            var items = string.Join(",", Enumerable.Range(first, 500).Select(i => $$"""{"type":"workitem","id":"absent-{{i}}"}"""));
            codes.AddRange((await client.CallOkAsync("Watch", $"[{items}]")).EnumerateArray().Select(result => result.GetProperty("code").GetString()));
        }

        // A busy machine may be too late for some.
        Assert.Equal(["not_found", "overloaded"], codes.Where(code => code != "unavailable").Distinct());
        await app.HoldsFewAsync();
    }

    [Fact]
    public async Task Looked_at()
    {
        await using var client = await app.HubOfAsync("bo");

        for (var i = 0; i < 100; i++) await client.CallOkAsync("SetPresence", $$$"""{"status":"online","focus":{"type":"workitem","id":"absent-{{{i}}}"}}""");

        await app.HoldsFewAsync();
    }

    public sealed class App : ServerApp
    {
        public async Task HoldsFewAsync() => await Waiting.UntilAsync(
            async () => (Feeds: Services.GetRequiredService<EntityFeeds>().Count,
                Activations: await Services.GetRequiredService<IGrainFactory>().CountActivationsAsync<EntityGrain>()),
            held => held.Feeds <= Few && held.Activations <= Few,
            $"at most {Few} activations and feeds");

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            // As little as there is, so that what is refused does not depend on how long the test takes.
            builder.UseSetting("Gateway:RefusalsPerSecond", "1");
            builder.UseSetting("Presence:GoneAfter", "00:00:06");
            // Without the board of the demo, which is made of entities.
            builder.UseEnvironment("Production");
            // Thousands of calls' worth of everything would slow the test down.
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            builder.UseSetting("Logging:LogLevel:Microsoft", "Warning");
        }
    }
}
