using OrleansRealtime.TestKit.Hub;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api.Admin;

/// <summary>Whoever supports a user sees the user's open connections, and what they watch.</summary>
[Collection<SharedWebServer>]
public sealed class ConnectionsTests(WebServerApp app)
{
    private readonly string _user = $"u-{Guid.NewGuid():n}";

    public static TheoryData<string> EveryTransport => [.. Transports.All];

    [Theory]
    [MemberData(nameof(EveryTransport))]
    public async Task An_open_connection_says_since_when_over_what_until_when_and_what_it_watches(string transport)
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var paths = new[] { await app.Api().CreateAsync(), await app.Api().CreateAsync() };
        await using var hub = await HubClient.ConnectAsync(app.Address, await app.UserAsync(_user), transport);
        foreach (var path in paths) await hub.OpenAsync("workitem", path.Split('/')[^1]);

        var shown = await Waiting.UntilAsync(ReadAsync, answer => answer.Find("total") == "1", "the connection");

        var process = Assert.Single(shown["processes"].EnumerateArray());
        Assert.True(process.GetProperty("answered").GetBoolean());
        Assert.DoesNotContain("127.0.0.1", shown.Json.GetRawText(), StringComparison.Ordinal);
        Assert.NotEmpty(process.GetProperty("process").GetString()!);
        var connection = Assert.Single(process.GetProperty("connections").EnumerateArray());
        Assert.Equal(transport, connection.GetProperty("transport").GetString(), ignoreCase: true);
        Assert.InRange(connection.GetProperty("since").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
        Assert.True(connection.GetProperty("tokenExpiresAt").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        Assert.Equal(2, connection.GetProperty("watched").GetInt32());
        Assert.Equal(
            paths.Select(path => path.Split('/')[^1]).Order(StringComparer.Ordinal),
            connection.GetProperty("watches").EnumerateArray().Select(watch => watch.GetProperty("id").GetString()!));
        Assert.Equal(0, connection.GetProperty("pending").GetInt32());
        Assert.Equal(["since", "transport", "tokenExpiresAt", "watched", "watches", "pending"], connection.EnumerateObject().Select(member => member.Name));
        // Of the same name, and another user.
        Assert.Equal("0", (await app.Api(workspace: "other").GetAsync($"admin/users/{_user}/connections")).Is(200).Find("total"));
    }

    [Fact]
    public async Task Of_many_watches_the_first_hundred_are_named()
    {
        await using var hub = await HubClient.ConnectAsync(app.Address, await app.UserAsync(_user));
        for (var n = 0; n < 101; n++) (await app.Api().SendAsync("PUT", $"entities/workitem/{_user}-{n:d3}", """{"fields":{}}""")).Is(201);
        await hub.CallAsync("Watch", (object)Enumerable.Range(0, 101).Select(n => new { type = "workitem", id = $"{_user}-{n:d3}" }).ToArray());

        var connection = (await ReadAsync())["processes"][0].GetProperty("connections")[0];

        Assert.Equal((101, 100), (connection.GetProperty("watched").GetInt32(), connection.GetProperty("watches").GetArrayLength()));
        Assert.Equal($"{_user}-099", connection.GetProperty("watches")[99].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Whoever_is_not_connected_has_no_connections_and_the_process_says_so()
    {
        var shown = await ReadAsync();
        Assert.Equal("0", shown.Find("total"));
        Assert.True(Assert.Single(shown["processes"].EnumerateArray()).GetProperty("answered").GetBoolean());
    }

    [Fact]
    public async Task A_process_says_how_much_it_has()
    {
        await using var hub = await HubClient.ConnectAsync(app.Address, await app.UserAsync(_user));
        var processes = await Waiting.UntilAsync(
            async () => (await app.Api().GetAsync("admin/processes")).Is(200), answer => answer["processes"][0].GetProperty("connections").GetInt32() > 0, "a count");
        Assert.Equal(1, processes["processes"].GetArrayLength());
        Assert.True(processes["processes"][0].GetProperty("watches").GetInt64() >= 0);
    }

    private async Task<RestAnswer> ReadAsync() => (await app.Api().GetAsync($"admin/users/{_user}/connections")).Is(200);
}
