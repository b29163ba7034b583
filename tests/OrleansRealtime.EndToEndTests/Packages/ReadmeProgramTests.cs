using OrleansRealtime.EndToEndTests.Servers;
using OrleansRealtime.TestKit.Documents;

namespace OrleansRealtime.EndToEndTests.Packages;

/// <summary>The C# of the repository's README, in a project of its own, with the package.</summary>
public sealed class ReadmeProgramTests(PackedPackages packages, SharedServer shared) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await packages.PackAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task It_compiles_patches_and_watches()
    {
        var server = shared.Process;
        var api = server.NewWorkspace();
        await api.CreateAsync("workitem", "42", new { title = "one" });
        var blocks = MarkdownFile.Read("README.md").Snippets.Where(snippet => snippet.Language == "csharp").Select(snippet => snippet.Text).ToList();
        Assert.Equal(2, blocks.Count);
        var registration = blocks[0]
            .Replace("https://live.example.com", server.Url.ToString(), StringComparison.Ordinal)
            .Replace("\"acme\"", $"\"{api.Workspace}\"", StringComparison.Ordinal);
        using var project = new NewProject(packages.Folder);
        // What an application has of its own: a builder, a type, something that shows it.
        await project.BuildAsync($$"""
            using Microsoft.Extensions.DependencyInjection;
            using OrleansRealtime.Client;

            var builder = (Services: new ServiceCollection(), Configuration: new Dictionary<string, string?> { ["Realtime:ApiKey"] = Environment.GetEnvironmentVariable("REALTIME_API_KEY") });
            {{registration}}
            await using var services = builder.Services.BuildServiceProvider();
            var client = services.GetRequiredService<RealtimeClient>();
            {{blocks[1]}}
            static void Render(object status, WorkItem? item) => Console.WriteLine($"{status}: {item?.Title}");

            record WorkItem(string Title);
            """, ("OrleansRealtime.Client", packages.Version));

        using var app = project.Start(("REALTIME_API_KEY", server.ApiKey));
        try
        {
            Assert.Equal("Fresh: two", await app.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().Within("what is watched"));
        }
        finally
        {
            app.Kill();
            await app.WaitForExitAsync(TestContext.Current.CancellationToken).Within("the program to end");
        }
    }
}
