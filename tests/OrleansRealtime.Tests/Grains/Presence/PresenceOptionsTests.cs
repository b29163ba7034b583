using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Tests.Grains.Presence;

public sealed class PresenceOptionsTests
{
    [Fact]
    public void The_defaults_are_allowed() => Assert.True(new PresenceOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void All_that_is_wrong_is_named_at_once_with_its_key_and_what_it_may_be()
    {
        var result = new PresenceOptionsValidator().Validate(
            null, new() { Grace = TimeSpan.FromHours(1), GoneAfter = TimeSpan.FromSeconds(5), CrowdAbove = 10 });

        Assert.Equal(
            [
                "Presence:Grace (Presence__Grace) is 01:00:00; it may be 00:00:00 to 00:01:00.",
                "Presence:GoneAfter (Presence__GoneAfter) is 00:00:05; it may be 00:00:06 to 00:10:00.",
                "Presence:CrowdAbove (Presence__CrowdAbove) is 10; it may be 50 to 100000.",
            ],
            result.Failures!);
    }
}
