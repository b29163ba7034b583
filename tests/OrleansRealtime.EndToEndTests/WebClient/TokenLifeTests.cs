namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>The real client's connections over the ends of tokens.</summary>
public sealed class TokenLifeTests
{
    [Fact]
    public async Task The_end_of_a_token_costs_no_connection_on_any_transport_whatever_the_pages_clock_says()
    {
        await using var server = await ServerProcess.StartAsync();
        var scripts = ((int[])[0, 90_000, -90_000])
            .Select(skew => PageScript.Start("tokens", server.NewWorkspace(), server.Url, ("REALTIME_SKEW", $"{skew}")))
            .ToArray();
        foreach (var script in scripts)
        {
            await script.PassesAsync();
            await script.DisposeAsync();
        }
    }
}
