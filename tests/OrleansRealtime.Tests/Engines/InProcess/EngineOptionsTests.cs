using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.Tests.Engines;

/// <summary>Options that cannot work are refused at start, all at once.</summary>
public sealed class EngineOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new InProcessEngineOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void Every_time_is_checked()
    {
        var result = new InProcessEngineOptionsValidator().Validate(null, new()
        {
            ResponseTimeout = TimeSpan.Zero,
            CollectionAge = TimeSpan.Zero,
            CollectionQuantum = TimeSpan.Zero,
            ActivationTimeout = TimeSpan.FromSeconds(-1),
            DeactivationTimeout = TimeSpan.Zero,
            FailedActivationDelay = TimeSpan.FromSeconds(-1),
        });

        Assert.Equal(
            [
                "ResponseTimeout is 00:00:00: it must be longer than nothing.",
                "CollectionAge is 00:00:00: it must be longer than nothing.",
                "CollectionQuantum is 00:00:00: it must be longer than nothing.",
                "ActivationTimeout is -00:00:01: it must be longer than nothing.",
                "DeactivationTimeout is 00:00:00: it must be longer than nothing.",
                "FailedActivationDelay is -00:00:01: it must not be negative.",
                "CollectionAge (00:00:00) must be longer than CollectionQuantum (00:00:00).",
            ],
            result.Failures!);
    }
}
