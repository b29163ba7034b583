using System.Text.Json;
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
    public async Task A_peer_has_the_settings_of_its_own_file_and_the_thread_pool_that_NET_gives_it()
    {
        await using var system = await Contenders.StartAsync(Contenders.Kestrel, TestContext.Current.CancellationToken);

        var words = (await File.ReadAllTextAsync($"/proc/{system.Processes[0]}/cmdline", TestContext.Current.CancellationToken)).Split('\0');
        var settings = words[Array.IndexOf(words, "--runtimeconfig") + 1];
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken));
        var properties = json.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties").EnumerateObject().Select(property => property.Name).ToList();
        Assert.Contains("System.GC.Server", properties);
        Assert.DoesNotContain(properties, name => name.StartsWith("System.Threading.", StringComparison.Ordinal));
    }
}
