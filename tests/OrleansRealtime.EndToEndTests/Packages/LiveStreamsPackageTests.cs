namespace OrleansRealtime.EndToEndTests.Packages;

/// <summary>The stream provider in an Orleans application of somebody else's: the owner that its README shows, and who listens to it.</summary>
public sealed class LiveStreamsPackageTests(PackedPackages packages) : IAsyncLifetime
{
    private const string Name = "OrleansRealtime.LiveStreams";

    /// <summary>What the README leaves to its reader: a host, the types that it names, an observer.</summary>
    private const string Around = """
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Logging;
        using Orleans.Runtime;
        using Orleans.Streams;
        using OrleansRealtime.LiveStreams;
        using OrleansRealtime.LiveStreams.Hosting;

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort: SILO, gatewayPort: 0));
        var services = builder.Services;
        NAMING
        using var host = builder.Build();
        await host.StartAsync();
        var clusterClient = host.Services.GetRequiredService<IClusterClient>();
        var heard = new TaskCompletionSource<string>();
        var observer = new Observer(heard);
        SUBSCRIBING_FIRST_LINES
        await clusterClient.GetGrain<IDocument>("handbook").Rename("two");
        Console.WriteLine(await heard.Task);
        await handle.UnsubscribeAsync();
        await host.StopAsync();

        [GenerateSerializer]
        public sealed record DocumentState([property: Id(0)] int Version, [property: Id(1)] string Title)
        {
            public static DocumentState Empty { get; } = new(0, "");

            public DocumentState Renamed(string title) => new(Version + 1, title);
        }

        [GenerateSerializer]
        public sealed record DocumentChanged([property: Id(0)] int Version, [property: Id(1)] string Title);

        public sealed class Observer(TaskCompletionSource<string> heard) : IAsyncObserver<DocumentChanged>
        {
            public Task OnNextAsync(DocumentChanged item, StreamSequenceToken? token = null)
            {
                heard.TrySetResult($"{item.Title} at {item.Version}");
                return Task.CompletedTask;
            }

            public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

            public Task OnCompletedAsync() => Task.CompletedTask;
        }

        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await packages.PackAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void It_has_what_a_package_has()
    {
        using var package = packages.Open(Name);

        package.Has("README.md", $"lib/net10.0/{Name}.dll", $"lib/net10.0/{Name}.xml");
        Assert.Equal(("MIT", "README.md"), (package.Value("license"), package.Value("readme")));
        Assert.Equal(["Microsoft.Orleans.Sdk", "Microsoft.Orleans.Streaming"], package.Dependencies);
    }

    [Fact]
    public async Task Its_readme_runs_in_a_new_project()
    {
        using var package = packages.Open(Name);
        var readme = await NewProject.ReadmeOfAsync(Name);
        var (owner, naming, subscribing) = (readme[0], readme[1], readme[2].Split('\n'));
        var program = Around
            .Replace("SILO", $"{FreePort.Take()}", StringComparison.Ordinal)
            .Replace("NAMING", naming, StringComparison.Ordinal)
            .Replace("SUBSCRIBING_FIRST_LINES", string.Join('\n', subscribing[..2]), StringComparison.Ordinal);
        using var project = new NewProject(packages.Folder);
        await project.BuildAsync(program + owner, (Name, packages.Version), ("Microsoft.Orleans.Server", package.VersionOf("Microsoft.Orleans.Sdk")));

        using var app = project.Start();
        try
        {
            Assert.Equal("two at 1", await app.StandardOutput.ReadLineAsync(Stop).AsTask().Within("the observer to be told"));
            await app.WaitForExitAsync(Stop).Within("the program to end");
            Assert.Equal((0, ""), (app.ExitCode, await app.StandardError.ReadToEndAsync(Stop)));
        }
        finally
        {
            if (!app.HasExited) app.Kill();
        }
    }
}
