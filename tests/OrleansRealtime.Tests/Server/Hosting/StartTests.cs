using Microsoft.Data.Sqlite;

namespace OrleansRealtime.Tests.Server.Hosting;

public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("realtime-").FullName;

    public static TheoryData<string, string, string> BadOptions => new()
    {
        { "--Auth:ApiKeys:0:Key", "short", "Auth:ApiKeys:0:Key has 5 characters; it needs at least 16." },
        { "--Access:CallbackUrl", "nowhere", "Access:CallbackUrl (Access__CallbackUrl) is 'nowhere'; it must be an http or https address." },
        { "--Data:MaxPages", "many", "Failed to convert configuration value 'many' at 'Data:MaxPages'" },
        { "--Data:BusyTimeout", "00:00:00", "Data:BusyTimeout must be from 00:00:01 to 00:01:00" },
        { "--Gateway:MaxItems", "0", "Gateway:MaxItems" },
        { "--Streams:RenewalInterval", "00:00:00.5", "RenewalInterval is 00:00:00.5000000; it must be at least 00:00:01" },
        { "--urls", "rubbish", "rubbish" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task A_bad_option_is_one_line_and_a_failure(string option, string value, string line) =>
        await RefusedAsync(line, "--urls", ServerProcess.FreeUrl(), option, value);

    [Fact]
    public async Task A_data_folder_that_cannot_be_used_is_one_line_and_a_failure()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await RefusedAsync($"The data folder {file}", "--urls", ServerProcess.FreeUrl(), "--Data:Folder", file);
    }

    [Fact]
    public async Task A_damaged_database_is_one_line_and_a_failure()
    {
        await using (var first = ServerProcess.Start(_folder, "--urls", ServerProcess.FreeUrl()))
        {
            await first.SaysAsync("An edit:");
            first.Interrupt();
            Assert.Equal(0, (await first.EndAsync()).Code);
        }

        SqliteConnection.ClearAllPools();
        var database = Assert.Single(Directory.GetFiles(_folder, "*.db"));
        await File.WriteAllTextAsync(database, new string('x', 8192), TestContext.Current.CancellationToken);
        await RefusedAsync(database, "--urls", ServerProcess.FreeUrl());
    }

    [Fact]
    public async Task It_starts_says_what_one_needs_and_ends_when_asked()
    {
        var url = ServerProcess.FreeUrl();
        await using var server = ServerProcess.Start(_folder, "--urls", url);
        var banner = await server.SaysAsync("/v1/");
        var key = (await File.ReadAllTextAsync(Path.Combine(_folder, "api-key"), TestContext.Current.CancellationToken)).Trim();
        Assert.Contains("OrleansRealtime runs on", banner, StringComparison.Ordinal);
        Assert.Contains($"{url}/", banner, StringComparison.Ordinal);
        Assert.Contains(key, banner, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(_folder, "api-key")));
            Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder, "keys")));
        }

        // Its folder and its port are taken.
        await RefusedAsync($"The data folder {_folder} is in use", "--urls", ServerProcess.FreeUrl());
        var other = Directory.CreateDirectory(Path.Combine(_folder, "other")).FullName;
        await RefusedAsync("address already in use", "--urls", url, "--Data:Folder", other);

        // What was answered is there after the next start, and the token of before is still good.
        using var http = new HttpClient { BaseAddress = new(url) };
        var api = new ApiClient(http, key, "demo");
        var path = await api.CreateAsync("kept");
        var user = new ApiClient(http, await api.TokenAsync("ana"), "demo");
        server.Interrupt();
        var (code, _, errors) = await server.EndAsync();
        Assert.Equal((0, ""), (code, errors));

        await using var again = ServerProcess.Start(_folder, "--urls", url);
        await again.SaysAsync("/v1/");
        Assert.Equal("""{"title":"kept"}""", (await api.GetAsync(path)).Expect(200)["fields"]);
        (await user.GetAsync("/me/badge")).Expect(200);
    }

    private async Task RefusedAsync(string line, params string[] arguments)
    {
        await using var server = ServerProcess.Start(_folder, arguments);
        var (code, output, errors) = await server.EndAsync();
        Assert.True(code == 1, $"It ended with {code}: {output} {errors}");
        Assert.Contains(line, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Equal("", output.Trim());
    }
}
