using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Servers;

public sealed class FirstStartTests
{
    [Fact]
    public async Task What_it_made_is_its_owners_alone_it_ends_when_asked_and_tokens_and_data_are_good_after_the_next_start()
    {
        await using var server = await ServerProcess.StartAsync();
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(server.DataFolder, "api-key")));
            Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(server.DataFolder, "keys")));
        }

        var api = server.NewWorkspace();
        await api.CreateAsync("workitem", "1", new { title = "kept" });
        var ana = await api.AsUserAsync("ana");
        Assert.Equal(0, await server.StopAsync("INT"));
        Assert.Equal("", server.Run.Errors);

        await server.RestartAsync();
        Assert.Equal("""{"title":"kept"}""", (await api.GetAsync("entities/workitem/1")).Is(OK)["fields"].GetRawText());
        (await ana.GetAsync("me/badge")).Is(OK);
    }
}
