using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Demo;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What one needs to know after the start, in a few lines: the pages, who may do what, a key, an edit.</summary>
internal static class Banner
{
    public static string Text(IServiceProvider services)
    {
        var facts = BannerFacts.Of(services);
        var url = facts.Url;
        var environment = services.GetRequiredService<IHostEnvironment>();
        var pages = services.GetRequiredService<IOptions<PageOptions>>().Value;
        var cluster = services.GetRequiredService<IOptions<ClusterSettings>>().Value;
        List<string> lines = ["", "OrleansRealtime runs on Microsoft Orleans"];
        if (facts.Cluster is not null) lines.Add($"  Cluster   {facts.Cluster}, as {facts.Role}");
        if (!cluster.HasApi) return string.Join(Environment.NewLine, [.. lines, $"  Health    {url}/health", ""]);
        if (pages.HasDemo(environment)) lines.Add($"  Demo      {url}/");
        lines.Add($"  REST      {url}{(pages.HasSwagger(environment) ? "/swagger" : "/v1")}");
        if (pages.HasAdmin(environment)) lines.Add($"  Support   {url}{AdminPages.Path}");
        lines.Add($"  Access    {facts.Access}");
        AddKey(lines, services, environment, url);
        lines.Add("");
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>The key itself is shown to those who develop and to nobody else: what a server prints ends up in a log.</summary>
    private static void AddKey(List<string> lines, IServiceProvider services, IHostEnvironment environment, string url)
    {
        var generated = services.GetRequiredService<GeneratedApiKey>().Key;
        var file = services.GetRequiredService<GeneratedApiKey>().File;
        var key = generated is null || file is null ? "<your API key>" : environment.IsDevelopment() ? generated : $"'\"$(cat '{file}')\"'";
        lines.Add(generated is null ? $"  API key   as configured in {AuthOptions.Section}:ApiKeys"
            : file is null ? "  API key   shared by the cluster; a silo keeps a copy in its data folder"
            : environment.IsDevelopment() ? $"  API key   {generated}  (kept in {file})"
            : $"  API key   kept in {file}");
        lines.Add("  An edit:");
        lines.Add($"    curl -X {Edit(environment)} \\");
        lines.Add($"      -H 'Authorization: Bearer {key}' \\");
        lines.Add($"      -H 'Content-Type: application/json' {Address(environment, url)}");
    }

    /// <summary>A patch of an item that the demo has, or, where there is no demo, the creation of one.</summary>
    private static string Edit(IHostEnvironment environment) =>
        environment.IsDevelopment() ? "PATCH -d '{\"title\":\"Edited by curl\"}'" : "PUT -d '{\"fields\":{\"title\":\"Created by curl\"}}'";

    private static string Address(IHostEnvironment environment, string url)
    {
        var item = environment.IsDevelopment() ? DemoBoard.Load().Items[0].Id : "1";
        return $"{url}/v1/{DemoSeed.Workspace}/entities/{DemoSeed.ItemType}/{item}";
    }
}
