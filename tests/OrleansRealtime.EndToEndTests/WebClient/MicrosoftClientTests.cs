namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>The stock client of JavaScript against the real server.</summary>
public sealed class MicrosoftClientTests
{
    [Fact]
    public async Task Microsofts_JavaScript_client_comes_back_after_a_tokens_end_and_a_restart_and_not_when_sent_away()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var script = PageScript.Start("stock", server.NewWorkspace(), server.Url);
        await script.SaysAsync("restart");
        await server.StopAsync();
        await server.RestartAsync();
        await script.TellAsync("restarted");
        await script.PassesAsync();
    }
}
