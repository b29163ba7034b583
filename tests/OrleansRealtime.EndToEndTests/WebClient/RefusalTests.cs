using OrleansRealtime.EndToEndTests.Access;

namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>What the hub refuses, where client and server join: the real ones.</summary>
public sealed class RefusalTests
{
    /// <summary>What the log must not hold of a call that was refused.</summary>
    private static readonly string[] Noise = ["fail:", "   at ", "Exception"];

    [Fact]
    public async Task The_client_understands_every_refusal_and_one_bad_item_harms_no_other()
    {
        await using var app = await CallbackApp.StartAsync();
        app.Answer = question => question.Id switch { "denied" => "none", "unknown" => null, _ => "write" };
        await using var server = await ServerProcess.StartAsync(("Access:CallbackUrl", app.Url));
        await using var script = PageScript.Start("refusals", server.NewWorkspace(), server.Url);
        await script.PassesAsync();
    }

    [Theory]
    [InlineData("Watch", """["no list"]""")]
    [InlineData("Watch", "[7]")]
    [InlineData("Watch", "[null]")]
    [InlineData("Watch", "[{}]")]
    [InlineData("Watch", "[[7,null,{},\"x\"]]")]
    [InlineData("Watch", """[[{"type":"workitem","id":"\ud800"}]]""")]
    [InlineData("Watch", """[[{"type":"\udc00","id":"1"}]]""")]
    [InlineData("Watch", """[[{"type":"workitem","id":"1","position":"\ud800"}]]""")]
    [InlineData("Watch", """[[{"type":"workitem","id":"1","\ud800":1}]]""")]
    [InlineData("Watch", """["\ud800"]""")]
    [InlineData("Unwatch", """[[{"type":"workitem","id":"\ud800"},7,null]]""")]
    [InlineData("Unwatch", """["no list"]""")]
    [InlineData("SetPresence", """[{"status":"\ud800"}]""")]
    [InlineData("SetPresence", """[{"\ud800":"online"}]""")]
    [InlineData("SetPresence", """[{"status":"online","focus":{"type":"workitem","id":"\ud800"}}]""")]
    [InlineData("SetPresence", """[{"status":"online","focus":{"\ud800":"workitem"}}]""")]
    [InlineData("SetPresence", "[7]")]
    [InlineData("SetPresence", "[null]")]
    [InlineData("SetPresence", """["\ud800"]""")]
    [InlineData("RefreshToken", """["\ud800"]""")]
    [InlineData("RefreshToken", "[null]")]
    [InlineData("RefreshToken", "[7]")]
    [InlineData("No\ud800Such", "[]")]
    public async Task A_refused_call_is_no_error_of_the_server(string method, string arguments)
    {
        await using var server = await ServerProcess.StartAsync();
        await using var tab = await HubClient.ConnectAsync(server, await server.NewWorkspace().AsUserAsync("ana"));
        var target = JsonSerializer.Serialize(method).Replace("\\uFFFD", "\\ud800", StringComparison.Ordinal);
        for (var call = 0; call < 100; call++)
            await tab.SendTextAsync($$"""{"type":1,"invocationId":"x{{call}}","target":{{target}},"arguments":{{arguments}}}""");
        await tab.CallAsync("Watch", (object)Array.Empty<object>());
        await server.StopAsync();

        var lines = server.Output.Split('\n');
        Assert.DoesNotContain(lines, line => Noise.Any(noise => line.Contains(noise, StringComparison.Ordinal)));
        Assert.True(lines.Length < 60, $"{lines.Length} lines for 100 calls:\n{server.Output}");
    }
}
