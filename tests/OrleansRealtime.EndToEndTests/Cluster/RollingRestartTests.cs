using System.Net.WebSockets;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>An upgrade, one node after the other, by SIGTERM and behind nginx, while everybody works.</summary>
[Collection<SharedCluster>]
public sealed class RollingRestartTests(RealtimeCluster cluster)
{
    /// <summary>So many entities that both silos have some.</summary>
    private const int Entities = 6;
    private const int Viewers = 2;

    /// <summary>Of each writer, between one node and the next.</summary>
    private const int EditsBetween = 3;

    [Fact]
    public async Task No_caller_that_repeats_once_is_refused_and_no_viewer_misses_a_version_while_each_node_is_restarted_in_turn()
    {
        var api = cluster.NewWorkspace();
        string[] ids = [.. Enumerable.Range(0, Entities).Select(id => $"{id}")];
        foreach (var id in ids) await api.CreateAsync("workitem", id, new { n = 0 });
        var user = await api.AsUserAsync("ana");
        using var stop = new CancellationTokenSource();
        var stopped = Waiting.Signal();
        var viewers = Enumerable.Range(0, Viewers).Select(_ => new ReconnectingViewer(() => ConnectAsync(user), ids)).ToList();
        var watching = viewers.Select(_ => Waiting.Signal()).ToList();
        var viewing = viewers.Select((viewer, index) => viewer.RunAsync(() => watching[index].TrySetResult(), stopped.Task)).ToList();
        await Task.WhenAll(watching.Select(signal => signal.Task)).Within("the viewers to watch");
        var writers = ids.Select(id => new RepeatingWriter(api, id)).ToList();
        List<Task> all = [.. viewing, .. writers.Select(writer => writer.RunAsync(stop.Token))];

        try
        {
            foreach (var node in cluster.Silos.Concat(cluster.Gateways))
            {
                await EditsAsync();
                Assert.Equal(0, await node.StopAsync());
                await node.RestartAsync();
            }

            await EditsAsync();
            await EndAsync();
            await Task.WhenAll(all);
            foreach (var writer in writers)
            {
                var state = (await api.GetAsync($"entities/workitem/{writer.Id}")).Is(OK);
                Assert.EndsWith($":{writer.Answered + 1}", state.Position, StringComparison.Ordinal);
                foreach (var viewer in viewers)
                {
                    await viewer.ReachAsync(writer.Id, state.Position);
                    Assert.Equal($"{writer.Answered}", viewer[writer.Id, "n"]);
                }
            }

            // Each was sent away by a gateway at least once, in order.
            Assert.All(viewers, viewer => Assert.NotEmpty(viewer.Goodbyes));
            Assert.All(viewers.SelectMany(viewer => viewer.Goodbyes), code => Assert.Equal("shutdown", code));
        }
        finally
        {
            // Also of a test that failed: others use the cluster.
            await EndAsync();
            foreach (var viewer in viewers) await viewer.DisposeAsync();
        }

        async Task EndAsync()
        {
            await stop.CancelAsync();
            stopped.TrySetResult();
            await Task.WhenAll(all).ContinueWith(static _ => { }, TaskScheduler.Default).Within("the last answers");
        }

        async Task EditsAsync()
        {
            var goals = writers.Select(writer => writer.Answered + EditsBetween).ToList();
            await Waiting.UntilAsync(IsOverAsync, isSo => isSo, "edits of each");

            async Task<bool> IsOverAsync()
            {
                if (all.Find(task => task.IsCompleted) is { } ended) await ended;
                return writers.Zip(goals).All(pair => pair.First.Answered >= pair.Second);
            }
        }
    }

    private async Task<WebSocket?> ConnectAsync(RestCaller user)
    {
        var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, shown, _, _) => cluster.Certificate.Is(shown);
        try
        {
            var url = new Uri($"wss://{cluster.Url.Authority}/hub?access_token={Uri.EscapeDataString(user.Credentials)}");
            await socket.ConnectAsync(url, CancellationToken.None).Within("a WebSocket through nginx");
            return socket;
        }
        catch (WebSocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
