using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Demo;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What one needs to know after the start, in a few lines: the page, a key, an edit.</summary>
internal static class Banner
{
    public static string Text(IServiceProvider services)
    {
        var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        var url = Reachable(addresses?.FirstOrDefault() ?? "");
        var environment = services.GetRequiredService<IHostEnvironment>();
        var lines = new List<string> { "", "OrleansRealtime runs on Microsoft Orleans", $"  Demo      {url}/", $"  REST      {url}/swagger" };
        var generated = services.GetRequiredService<GeneratedApiKey>();
        var file = services.GetRequiredService<DataPaths>().ApiKey;
        if (generated.Key is { } key) lines.Add($"  API key   {key}  (kept in {file})");
        else lines.Add($"  API key   as configured in {AuthOptions.Section}:ApiKeys");
        lines.Add("  An edit:");
        lines.Add($"    curl -X {Edit(environment)} \\");
        lines.Add($"      -H 'Authorization: Bearer {(generated.Key is null ? "<your API key>" : generated.Key)}' \\");
        lines.Add($"      -H 'Content-Type: application/json' {Address(environment, url)}");
        lines.Add("");
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>An address to open: "all interfaces" is none.</summary>
    private static string Reachable(string address) => address
        .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
        .Replace("[::]", "127.0.0.1", StringComparison.Ordinal);

    /// <summary>A patch of an item that the demo has, or, where there is no demo, the creation of one.</summary>
    private static string Edit(IHostEnvironment environment) =>
        environment.IsDevelopment() ? "PATCH -d '{\"title\":\"Edited by curl\"}'" : "PUT -d '{\"fields\":{\"title\":\"Created by curl\"}}'";

    private static string Address(IHostEnvironment environment, string url)
    {
        var item = environment.IsDevelopment() ? DemoBoard.Load().Items[0].Id : "1";
        return $"{url}/v1/{DemoSeed.Workspace}/entities/{DemoSeed.ItemType}/{item}";
    }
}
