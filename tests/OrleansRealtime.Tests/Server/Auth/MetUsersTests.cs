using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Tests.Server.Auth;

public sealed class MetUsersTests
{
    [Fact]
    public void Whoever_was_met_is_known_in_that_workspace()
    {
        var met = new MetUsers(10);
        met.Add(new("demo", "ana"));

        Assert.True(met.Contains(new("demo", "ana")));
        Assert.False(met.Contains(new("other", "ana")));
        Assert.False(met.Contains(new("demo", "Ana")));
    }

    [Fact]
    public void Those_met_longest_ago_are_forgotten_and_who_is_asked_for_stays()
    {
        var met = new MetUsers(10);
        met.Add(new("demo", "ana"));
        met.Add(new("demo", "bo"));

        for (var n = 0; n < 100; n++)
        {
            met.Add(new("demo", $"{n}"));
            Assert.True(met.Contains(new("demo", "ana")));
        }

        Assert.False(met.Contains(new("demo", "bo")));
        Assert.InRange(Enumerable.Range(0, 100).Count(n => met.Contains(new("demo", $"{n}"))), 1, 10);
    }
}
