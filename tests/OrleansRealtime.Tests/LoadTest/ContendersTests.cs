using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>What is compared runs as it would where somebody deploys it.</summary>
public sealed class ContendersTests
{
    [Theory]
    [InlineData(Contenders.Kestrel)]
    [InlineData(Contenders.Sqlite)]
    public async Task A_system_of_NET_collects_garbage_as_a_server(string name)
    {
        await using var system = await Contenders.StartAsync(name, TestContext.Current.CancellationToken);

        Assert.Equal("server", GarbageCollection.ModeOf(system.Processes[0]));
    }

    [Fact]
    public async Task A_peer_has_settings_of_its_own_and_not_the_load_tools()
    {
        await using var system = await Contenders.StartAsync(Contenders.Kestrel, TestContext.Current.CancellationToken);

        var words = (await File.ReadAllTextAsync($"/proc/{system.Processes[0]}/cmdline", TestContext.Current.CancellationToken)).Split('\0');
        var settings = words[Array.IndexOf(words, "--runtimeconfig") + 1];
        Assert.EndsWith("peer.runtimeconfig.json", settings, StringComparison.Ordinal);
        // The load tool's own thread pool is set otherwise than .NET has it.
        Assert.DoesNotContain("System.Threading.", await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
