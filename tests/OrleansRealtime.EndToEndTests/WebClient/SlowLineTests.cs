namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>The real client on lines that hardly carry anything.</summary>
public sealed class SlowLineTests
{
    [Fact]
    public async Task A_line_of_5_KB_a_second_gets_an_entity_of_250_KB_on_every_transport()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var script = PageScript.Start("slow", server.NewWorkspace(), server.Url);
        await script.PassesAsync(TimeSpan.FromMinutes(4));
    }
}
