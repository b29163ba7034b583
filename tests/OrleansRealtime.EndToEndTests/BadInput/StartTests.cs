using System.Net;
using System.Net.Sockets;
using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.BadInput;

/// <summary>A server that cannot start says why in one line, and ends with an exit code that is not zero.</summary>
public sealed class StartTests(SharedServer shared)
{
    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await FailsAsync($":{port}", ("urls", $"http://127.0.0.1:{port}"));
    }

    [Fact]
    public async Task A_data_folder_in_use_is_named_and_its_user_goes_on()
    {
        await FailsAsync(shared.Process.DataFolder, ("Data:Folder", shared.Process.DataFolder));
        await shared.Process.NewWorkspace().CreateAsync("workitem", "1", new { n = 0 });
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named()
    {
        var file = Path.GetTempFileName();
        await FailsAsync(file, ("Data:Folder", Path.Combine(file, "data")));
        File.Delete(file);
    }

    [Fact]
    public async Task A_data_folder_that_may_not_be_read_is_named()
    {
        // Root may read everything, but nobody writes to /proc.
        await FailsAsync("/proc/1/realtime", ("Data:Folder", "/proc/1/realtime"));
    }

    [Fact]
    public async Task A_database_that_is_none_is_named_and_left_as_it_is()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.Database, "Dear diary", TestContext.Current.CancellationToken);
        await FailsAsync(folder.Database, ("Data:Folder", folder.Path));
        Assert.Equal("Dear diary", await File.ReadAllTextAsync(folder.Database, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Data:MaxPages", "many")]
    [InlineData("Gateway:MaxItems", "0")]
    [InlineData("Entities:MaxFields", "0")]
    [InlineData("Inbox:MaxItems", "1")]
    [InlineData("Access:CallbackUrl", "ftp://nowhere")]
    [InlineData("Streams:RenewalInterval", "00:00:00.5")]
    [InlineData("Api:MaxConcurrentCalls", "0")]
    [InlineData("Browsers:Origins:0", "https://app.example.com/")]
    [InlineData("Requests:MaxKeys", "0")]
    [InlineData("Presence:MaxShown", "0")]
    [InlineData("Shutdown:Timeout", "00:00:00")]
    [InlineData("Preferences:Default:Protected:0", "No Word")]
    [InlineData("Proxy:Trusted:0", "nobody")]
    [InlineData("Cluster:SiloPort", "70000")]
    public async Task A_bad_option_is_named(string key, string value) =>
        await FailsAsync(key.Split(':')[1], (key, value));

    [Fact]
    public async Task A_short_api_key_is_refused_and_not_repeated()
    {
        var errors = await FailsAsync("Auth:ApiKeys:0", ("Auth:ApiKeys:0:Key", "sesame"), ("Auth:ApiKeys:0:Workspaces:0", "*"));
        Assert.DoesNotContain("sesame", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_named() => await FailsAsync("nonsense", ("urls", "nonsense"));

    private static async Task<string> FailsAsync(string named, params (string Key, string Value)[] settings)
    {
        var (exitCode, output, errors) = await ServerProcess.FailAsync(settings);
        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("OrleansRealtime did not start: ", line);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Equal("", output.Trim());
        return errors;
    }
}
