using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Hosting;

namespace OrleansRealtime.Tests.LiveStreams;

public class LiveStreamOptionsTests
{
    public static TheoryData<Action<LiveStreamOptions>, string> Mistakes => new()
    {
        {
            options => options.Map("tick", typeof(string)),
            "namespace 'tick' is mapped to System.String, which is no interface that extends IGrainWithStringKey"
        },
        {
            options => (options.RenewalInterval, options.CallTimeout) = (TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(1)),
            "RenewalInterval is 00:00:00.9000000; it must be at least 00:00:01"
        },
        {
            options => options.RenewalInterval = TimeSpan.FromMinutes(6),
            "RenewalInterval is 00:06:00; it must be at least 00:00:01 and at most 00:05:00"
        },
        {
            options => options.LeaseDuration = TimeSpan.FromSeconds(29),
            "LeaseDuration is 00:00:29; it must be at least two RenewalIntervals (00:00:30)"
        },
        { options => options.CallTimeout = TimeSpan.Zero, "CallTimeout is 00:00:00; it must be more than zero" },
        {
            options => options.CallTimeout = TimeSpan.FromSeconds(46),
            "CallTimeout is 00:00:46; it must be more than zero and at most LeaseDuration (00:00:45)"
        },
        { options => options.MaxConcurrentCalls = 0, "MaxConcurrentCalls is 0; it must be at least 1" },
        { options => options.MaxSubscribers = 0, "MaxSubscribers is 0; it must be at least 1" },
        { options => options.MaxBatch = 0, "MaxBatch is 0; it must be at least 1" },
        { options => options.StreamQueueLimit = 255, "StreamQueueLimit is 255; it must be at least MaxBatch (256)" },
        { options => options.SinkQueueLimit = 1023, "SinkQueueLimit is 1023; it must be at least StreamQueueLimit (1024)" },
    };

    [Fact]
    public void The_defaults_are_valid()
    {
        Assert.True(new LiveStreamOptionsValidator("live").Validate("live", new()).Succeeded);
    }

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_is_told_with_the_option_its_value_and_what_it_may_be(Action<LiveStreamOptions> mistake, string message)
    {
        var options = new LiveStreamOptions();
        mistake(options);

        var result = new LiveStreamOptionsValidator("live").Validate("live", options);

        Assert.StartsWith($"Live stream provider 'live': {message}", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var result = new LiveStreamOptionsValidator("live").Validate("live", new() { MaxSubscribers = 0, MaxConcurrentCalls = 0 });

        Assert.Equal(2, result.Failures!.Count());
    }

    [Fact]
    public void The_options_of_another_provider_are_not_its_business()
    {
        Assert.True(new LiveStreamOptionsValidator("live").Validate("other", new() { MaxSubscribers = 0 }).Skipped);
    }
}
