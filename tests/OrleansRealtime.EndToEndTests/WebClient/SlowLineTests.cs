using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>The real client on lines that hardly carry anything.</summary>
public sealed class SlowLineTests(SharedServer shared)
{
    [Fact]
    public async Task A_line_of_5_KB_a_second_gets_an_entity_of_250_KB_on_every_transport()
    {
        await using var script = PageScript.Start("slow", shared.Process.NewWorkspace(), shared.Process.Url);
        await script.PassesAsync(TimeSpan.FromMinutes(4));
    }
}
