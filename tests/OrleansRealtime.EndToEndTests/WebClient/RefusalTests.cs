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
        await using var server = await ServerProcess.StartAsync(
            ("Access:CallbackUrl", app.Url), ("Access:Timeout", "00:00:30"), ("Gateway:CallTimeout", "00:00:30"));
        await using var script = PageScript.Start("refusals", server.NewWorkspace(), server.Url);
        await script.PassesAsync();
    }

    [Fact]
    public async Task Access_that_is_given_back_shows_on_a_page_that_was_left_open()
    {
        await using var app = await CallbackApp.StartAsync();
        await using var server = await ServerProcess.StartAsync(("Access:CallbackUrl", app.Url), ("Access:CacheFor", "00:00:01"));
        await using var script = PageScript.Start("returned", server.NewWorkspace(), server.Url);
        await script.SaysAsync("take it away");
        app.Answer = question => question.User == "ana" ? "none" : "write";
        await script.TellAsync("taken");
        await script.SaysAsync("give it back");
        app.Answer = _ => "write";
        await script.PassesAsync();
    }

    [Fact]
    public async Task Refused_calls_and_garbage_are_no_errors_of_the_server()
    {
        (string Method, string Arguments)[] refused =
        [
            ("Watch", """["no list"]"""),
            ("Watch", "[7]"),
            ("Watch", "[null]"),
            ("Watch", "[{}]"),
            ("Watch", "[]"),
            ("Watch", """["\ud800"]"""),
            ("Watch", """[[7,null,{},"x"]]"""),
            ("Watch", """[[{"type":"workitem","id":"\ud800"},{"type":"\udc00","id":"1"},{"type":"workitem","id":"1","position":"\ud800"}]]"""),
            ("Watch", """[[{"type":"workitem","id":"1","\ud800":1}]]"""),
            ("Unwatch", """["no list"]"""),
            ("Unwatch", """[[{"type":"workitem","id":"\ud800"},7,null]]"""),
            ("SetPresence", """[{"status":"busy"}]"""),
            ("SetPresence", """[{"status":"\ud800"}]"""),
            ("SetPresence", """[{"\ud800":"online"}]"""),
            ("SetPresence", """[{"status":"online","focus":{"type":"workitem","id":"\ud800"}}]"""),
            ("SetPresence", """[{"status":"online","focus":{"\ud800":"workitem"}}]"""),
            ("SetPresence", "[7]"),
            ("SetPresence", "[null]"),
            ("SetPresence", """["\ud800"]"""),
            ("RefreshToken", """["\ud800"]"""),
            ("RefreshToken", """["rubbish"]"""),
            ("RefreshToken", "[null]"),
            ("RefreshToken", "[7]"),
            ("NoSuch", "[]"),
        ];
        string[] garbage = ["not json", "[]", """{"type":99999999999999}""", """{"type":1,"target":"\ud800","arguments":[]}""", new('x', 300 * 1024)];
        await using var server = await ServerProcess.StartAsync();
        var ana = await server.NewWorkspace().AsUserAsync("ana");
        await using (var tab = await HubClient.ConnectAsync(server, ana))
        {
            foreach (var (method, arguments) in refused)
            {
                // Nobody waits for the answers.
                for (var call = 0; call < 100; call++)
                    await tab.SendTextAsync($$"""{"type":1,"target":"{{method}}","arguments":{{arguments}}}""");
            }

            // Calls are answered one after the other, this one last.
            Assert.Equal(0, (await tab.CallAsync("Watch", (object)Array.Empty<object>())).Ok.GetArrayLength());
        }

        foreach (var message in garbage)
        {
            await using var vandal = await HubClient.ConnectAsync(server, ana);
            await vandal.SendTextAsync(message);
            await vandal.Closed.Within("the connection of whoever sends garbage to be closed");
        }

        await server.StopAsync();
        var lines = server.Output.Split('\n');
        Assert.DoesNotContain(lines, line => Noise.Any(noise => line.Contains(noise, StringComparison.Ordinal)));
        Assert.True(lines.Length < 100, $"{lines.Length} lines:\n{server.Output}");
    }
}
