using System.Text.RegularExpressions;

namespace OrleansRealtime.EndToEndTests.Packages;

/// <summary>The .NET client's package as whoever installs it has it: its README's very text, in a project of their own.</summary>
public sealed class ClientPackageTests(PackedPackages packages) : IAsyncLifetime
{
    private const string Name = "OrleansRealtime.Client";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await packages.PackAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void It_has_what_a_package_has()
    {
        using var package = packages.Open(Name);

        package.Has("README.md", $"lib/net10.0/{Name}.dll", $"lib/net10.0/{Name}.xml", $"build/{Name}.props", $"buildTransitive/{Name}.props");
        Assert.Equal(("MIT", "README.md"), (package.Value("license"), package.Value("readme")));
        // And none of the solution.
        Assert.Equal(["Microsoft.AspNetCore.SignalR.Client", "Microsoft.Extensions.Http"], package.Dependencies);
    }

    [Fact]
    public async Task Its_readme_runs_in_a_new_project()
    {
        await using var server = await ServerProcess.StartAsync();
        using var project = new NewProject(packages.Folder);
        await project.BuildAsync(string.Join('\n', await NewProject.ReadmeOfAsync(Name)), (Name, packages.Version));

        using var app = project.Start(("REALTIME_URL", server.Url.ToString()), ("REALTIME_API_KEY", server.ApiKey));
        try
        {
            Assert.Matches("^two at [a-z0-9]+:2, by ana$", await SaidAsync());
            Assert.Matches("^Fresh: two at [a-z0-9]+:3$", await SaidAsync());
            (await server.Caller("demo").PatchAsync("entities/workitem/42", new { title = "done" })).Is(200);
            Assert.Matches("^Fresh: done at [a-z0-9]+:4$", await SaidAsync());
            while (await SaidAsync() is var line && !Regex.IsMatch(line, "^1 unread, the newest: .+$")) Assert.Equal("0 unread, the newest: ", line);
            await app.WaitForExitAsync(Stop).Within("the program to end");
            Assert.Equal((0, ""), (app.ExitCode, await app.StandardError.ReadToEndAsync(Stop)));
        }
        finally
        {
            if (!app.HasExited) app.Kill();
        }

        async Task<string> SaidAsync() => await app.StandardOutput.ReadLineAsync(Stop).AsTask().Within("the program to say something")
            ?? throw new InvalidOperationException($"The program ended: {await app.StandardError.ReadToEndAsync(Stop)}");
    }
}
