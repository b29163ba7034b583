using System.Reflection;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Demo;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What one needs to know after the start, in a few lines: the engine and why, the page, a key, an edit.</summary>
internal static class Banner
{
    public static string Text(WebApplication app)
    {
        var url = app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
        var lines = new List<string> { "", $"OrleansRealtime runs on {Engine()}", $"  Demo      {url}/", $"  REST      {url}/swagger" };
        var generated = app.Services.GetRequiredService<GeneratedApiKey>();
        var file = app.Services.GetRequiredService<DataPaths>().ApiKey;
        if (generated.Key is { } key) lines.Add($"  API key   {key}  (kept in {file})");
        else lines.Add($"  API key   as configured in {AuthOptions.Section}:ApiKeys");
        lines.Add("  An edit:");
        lines.Add($"    curl -X {Edit(app.Environment)} \\");
        lines.Add($"      -H 'Authorization: Bearer {(generated.Key is null ? "<your API key>" : generated.Key)}' \\");
        lines.Add($"      -H 'Content-Type: application/json' {Address(app.Environment, url)}");
        lines.Add("");
        return string.Join(Environment.NewLine, lines);
    }

    private static string Engine()
    {
        var assembly = typeof(Banner).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>();
        var reason = assembly.FirstOrDefault(metadata => metadata.Key == "OrleansEngineReason")?.Value;
        string?[] notes = [EngineHosting.Note, string.IsNullOrWhiteSpace(reason) ? null : reason];
        var note = string.Join("; ", notes.Where(text => text is not null));
        return note.Length > 0 ? $"{EngineHosting.Name} ({note})" : EngineHosting.Name;
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
