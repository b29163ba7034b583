using OrleansRealtime.Gateway;

namespace OrleansRealtime.Tests.Gateway;

public sealed class GatewayOptionsTests
{
    [Fact]
    public void The_defaults_are_allowed() => Assert.True(new GatewayOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void All_that_is_wrong_is_named_at_once_with_its_key_and_what_it_may_be()
    {
        var result = new GatewayOptionsValidator().Validate(null, new() { MaxWatches = 0, Linger = TimeSpan.FromDays(1), RetryMax = TimeSpan.Zero });

        Assert.Equal(
            [
                "Gateway:Linger (Gateway__Linger) is 1.00:00:00; it may be 00:00:00 to 01:00:00.",
                "Gateway:RetryMax (Gateway__RetryMax) is 00:00:00; it may be 00:00:00.1000000 to 00:01:00.",
                "Gateway:MaxWatches (Gateway__MaxWatches) is 0; it may be 1 to 1000000.",
            ],
            result.Failures!);
    }
}
