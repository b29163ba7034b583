using Microsoft.Extensions.Logging;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Gateway;

/// <summary>While the grains do not answer, each feed fails again and again, and the log says so now and then.</summary>
public sealed class FeedWarningsTests : IDisposable
{
    private const int Feeds = 20;

    private readonly ManualTimeProvider _time = new();
    private readonly LogLines _lines = new();
    private readonly ILoggerFactory _logs;
    private readonly GatewayUnderTest _gateway;

    public FeedWarningsTests()
    {
        _logs = LoggerFactory.Create(logging => logging.AddProvider(_lines));
        _gateway = new(time: _time, feedLogs: _logs);
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _logs.Dispose();
        _lines.Dispose();
    }

    [Fact]
    public async Task Entities_that_cannot_be_followed_are_one_line_that_counts_the_next_ones()
    {
        _gateway.Entities.OnSubscribe = () => throw new InvalidOperationException("nobody is there");
        var client = _gateway.Connect();
        for (var id = 0; id < Feeds; id++) Assert.Equal("unavailable", (await client.WatchAsync($"{id}")).Code);
        Assert.Single(Warnings("could not be followed"));

        _time.Advance(TimeSpan.FromSeconds(10));
        await client.WatchAsync("one more");

        Assert.Contains($"{Feeds} times", Warnings("could not be followed")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entities_that_do_not_say_what_is_missing_are_one_line()
    {
        var client = _gateway.Connect();
        for (var id = 0; id < Feeds; id++)
        {
            _gateway.Entities[$"{id}"].Create();
            Assert.True((await client.WatchAsync($"{id}")).Ok);
        }

        _gateway.Entities.OnAnswer = () => throw new InvalidOperationException("nobody is there");
        for (var id = 0; id < Feeds; id++)
        {
            // Only the grain knows whether there was such a position.
            Assert.Equal("unavailable", (await _gateway.Connect().WatchAsync($"{id}", "elsewhere:1")).Code);
        }

        Assert.Single(Warnings("did not say what is missing"));
    }

    [Fact]
    public async Task Users_that_cannot_be_followed_are_one_line()
    {
        _gateway.Users.OnAnswer = () => throw new InvalidOperationException("nobody is there");

        for (var user = 0; user < Feeds; user++) Assert.False(await _gateway.UserFeeds.Hold(new("demo", $"u{user}")).OpenAsync());

        Assert.Single(Warnings("Users could not be followed"));
    }

    private List<string> Warnings(string words) => [.. _lines.Lines.Where(line => line.Contains(words, StringComparison.Ordinal))];
}
