using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Server.Hub;
using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>A client that says nothing is gone, and nobody else would say so.</summary>
public sealed class SilenceTests(SilenceTests.BriefApp app) : IClassFixture<SilenceTests.BriefApp>
{
    private const string Ping = "{\"type\":6}\u001e";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly Pipe _pipe = new();
    private int _ends;

    /// <summary>Those on which clients ping.</summary>
    public static TheoryData<string> Pinging => [.. Transports.All.Where(transport => transport != Transports.LongPolling)];

    [Theory]
    [MemberData(nameof(Pinging))]
    public async Task Whoever_never_pings_is_told_goodbye(string transport)
    {
        await using var silent = await HubClient.ConnectAsync(app.Address, await app.UserAsync("ana"), transport);
        var goodbye = await silent.TakeAsync("goodbye");
        Assert.Equal(("silent", 1_000), (goodbye.Text("code"), goodbye["reconnectAfterMs"].GetInt32()));
        await silent.Closed.Within("the end of the connection");
    }

    [Theory]
    [MemberData(nameof(Pinging))]
    public async Task Whoever_sends_a_message_for_ever_and_never_its_end_is_silent(string transport)
    {
        var user = await app.UserAsync("ana");
        var sender = await Transports.OpenAsync(app.Address, user, transport);
        await using var dribbling = await HubClient.ConnectAsync(sender);
        using var stop = new CancellationTokenSource();
        var dribble = DribbleAsync(sender, stop.Token);
        Assert.Equal("silent", (await dribbling.TakeAsync("goodbye")).Text("code"));
        await dribbling.Closed.Within("the end of the connection");
        await stop.CancelAsync();
        await dribble;
    }

    [Fact]
    public async Task Whoever_polls_need_not_ping()
    {
        await using var polling = await HubClient.ConnectAsync(app.Address, await app.UserAsync("ana"), Transports.LongPolling);
        // Silent for a shorter time, and not polling.
        await using var silent = await HubClient.ConnectAsync(app.Address, await app.UserAsync("bo"), Transports.ServerSentEvents);
        await silent.TakeAsync("goodbye");
        Assert.Equal(JsonValueKind.Array, (await polling.CallJsonAsync("Watch", "[]")).Ok.ValueKind);
        Assert.DoesNotContain(polling.Frames, frame => frame.Name == "goodbye");
    }

    [Fact]
    public async Task Whoever_polls_no_more_is_gone()
    {
        await using var briefPolls = new BriefPollsApp();
        var ana = await briefPolls.UserAsync("ana");
        var transport = await Transports.OpenAsync(briefPolls.Address, ana, Transports.LongPolling);
        await transport.SendAsync(HubClient.Handshake + HubClient.End);
        await StatusAsync(briefPolls, "online");
        await StatusAsync(briefPolls, "offline");
    }

    [Fact]
    public async Task Whoever_pings_stays()
    {
        var (voice, limit) = Listen();
        using var end = limit;
        for (var n = 0; n < 10; n++)
        {
            await SayAsync(voice, Ping);
            _time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(0, _ends);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(1, _ends);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _ends);
    }

    [Fact]
    public async Task Pieces_of_a_message_are_silence_until_it_is_whole()
    {
        var (voice, limit) = Listen();
        using var end = limit;
        foreach (var piece in (string[])["{\"type\"", ":", "6"])
        {
            await SayAsync(voice, piece);
            _time.Advance(TimeSpan.FromSeconds(9));
        }

        await SayAsync(voice, "}\u001e{\"ty");
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(0, _ends);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _ends);
    }

    [Fact]
    public async Task While_the_server_is_at_work_on_a_call_its_caller_is_not_silent()
    {
        var (voice, limit) = Listen();
        using var end = limit;
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Ping), TestContext.Current.CancellationToken);
        var read = await voice.ReadAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, _ends);

        voice.AdvanceTo(read.Buffer.End);
        Assert.False(voice.TryRead(out _));
        _time.Advance(Limit);
        Assert.Equal(1, _ends);
    }

    [Fact]
    public void An_end_that_came_by_itself_is_none_of_silence()
    {
        var (_, limit) = Listen();
        limit.Dispose();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _ends);
    }

    private static async Task StatusAsync(BriefPollsApp app, string status) =>
        await Waiting.UntilAsync(() => app.Api().GetAsync("users/ana/presence"), answer => answer.Find("status") == status, $"ana to be {status}");

    private (ClientVoice Voice, SilenceLimit Limit) Listen()
    {
        var voice = new ClientVoice(_pipe.Reader, _time);
        return (voice, new(voice, Limit, () => _ends++, _time));
    }

    /// <summary>As SignalR reads: takes whole messages, keeps what is left, and waits for more.</summary>
    private async Task SayAsync(ClientVoice voice, string text)
    {
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        var buffer = (await voice.ReadAsync(TestContext.Current.CancellationToken)).Buffer;
        var said = Encoding.UTF8.GetString(buffer);
        voice.AdvanceTo(buffer.GetPosition(said.LastIndexOf('\u001e') + 1), buffer.End);
        Assert.False(voice.TryRead(out _));
    }

    private static async Task DribbleAsync(IHubTransport transport, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await transport.SendAsync(" ");
                await Task.Delay(200, stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or Unexpected or HttpRequestException or WebSocketException or IOException)
        {
            // The test is over, or the server has hung up.
        }
    }

    public class BriefApp() : WebServerApp(("Gateway:MaxSilence", "00:00:02"));

    private sealed class BriefPollsApp : BriefApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.Configure<ConnectionOptions>(options => options.DisconnectTimeout = TimeSpan.FromSeconds(2)));
        }
    }
}
