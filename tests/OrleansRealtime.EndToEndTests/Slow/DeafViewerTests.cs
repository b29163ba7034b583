using System.Net.WebSockets;
using OrleansRealtime.EndToEndTests.Live;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Slow;

/// <summary>Clients that watch and never read, on real sockets: what SignalR, the web server and the kernel keep for them counts, too.</summary>
public sealed class DeafViewerTests
{
    private const int Viewers = 30;
    private const int LeastEdits = 200;

    /// <summary>Far more than their transports keep when full, and far less than the 240 MB and more that are sent to them in vain.</summary>
    private const long MostMemory = 120 * 1024 * 1024;

    private static readonly string Text = new('x', 40 * 1024);

    [Theory]
    [ClassData(typeof(EveryTransport))]
    public async Task Who_never_reads_is_cut_costs_no_memory_meanwhile_and_goes_on_by_position(string transport)
    {
        // Whoever reads may be as late as this machine makes it.
        await using var server = await ServerProcess.StartAsync(("Gateway:WriteTimeout", "00:00:10"), ("Gateway:GoodbyeGrace", "00:00:00.500"));
        var api = server.NewWorkspace();
        var created = await api.CreateAsync("workitem", "1", new { text = Text });
        await using var reader = await HubClient.ConnectAsync(server, await api.AsUserAsync("reader"), transport);
        await reader.OpenAsync("workitem", "1");
        var user = await api.AsUserAsync("deaf");
        var deaf = new List<IHubTransport>();
        try
        {
            for (var n = 0; n < Viewers; n++) deaf.Add(await WatchAsync(server.Url, user, transport));
            var before = server.Run.Memory;

            // The edits are the clock: they go on until the last of them was cut.
            var most = 0L;
            var last = created;
            for (var (edits, open) = (0, Viewers); edits < LeastEdits || open > 0; edits++)
            {
                Assert.True(edits < 100 * LeastEdits, $"{open} of {Viewers} that never read are still connected after {edits} edits.");
                last = (await api.PatchAsync("entities/workitem/1", new { text = $"{edits} {Text}" })).Is(OK);
                most = Math.Max(most, server.Run.Memory - before);
                if (open > 0 && !await IsOpenAsync(deaf[open - 1])) open--;
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"The server grew by {most / 1024 / 1024} MiB.");
            Assert.True(most < MostMemory, $"The server grew by {most / 1024 / 1024} MiB.");
            Assert.Contains("is closed as slow", server.Output, StringComparison.Ordinal);
            await reader.TakeAsync("changed", frame => frame.Text("to") == last.Position);

            await using var back = await HubClient.ConnectAsync(server, user, transport);
            await back.WatchAsync(new Item("workitem", "1", created.Position));
            var frame = await back.TakeOfAsync("workitem", "1", "what the deaf one missed");
            Assert.Equal(last.Position, frame.Text(frame.Name == "changed" ? "to" : "position"));
        }
        finally
        {
            foreach (var client in deaf) await client.DisposeAsync();
        }
    }

    private static async Task<IHubTransport> WatchAsync(Uri server, RestCaller user, string transport)
    {
        var client = await Transports.OpenAsync(server, user, transport);
        await client.SendAsync(HubClient.Handshake + HubClient.End);
        await client.SendAsync("""{"type":1,"invocationId":"1","target":"Watch","arguments":[[{"type":"workitem","id":"1"}]]}""" + HubClient.End);
        return client;
    }

    /// <summary>Whether the server still takes something on this connection.</summary>
    private static async Task<bool> IsOpenAsync(IHubTransport client)
    {
        try
        {
            await client.SendAsync("""{"type":6}""" + HubClient.End);
            return true;
        }
        catch (Exception e) when (e is Unexpected or WebSocketException or IOException or HttpRequestException)
        {
            return false;
        }
    }
}
