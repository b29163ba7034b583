using OrleansRealtime.Grains.Presence;

namespace OrleansRealtime.Tests.Grains.Presence;

public sealed class LastSeenTests
{
    [Fact]
    public void Of_too_many_those_seen_longest_ago_are_forgotten()
    {
        var (seen, start) = (new LastSeen(2), DateTimeOffset.UnixEpoch);
        seen.Seen("ana", start);
        seen.Seen("bo", start.AddSeconds(1));
        seen.Seen("ana", start.AddSeconds(2));
        seen.Seen("cy", start.AddSeconds(3));

        Assert.Equal(start.AddSeconds(2), seen.Of("ana"));
        Assert.Null(seen.Of("bo"));
        Assert.Equal(start.AddSeconds(3), seen.Of("cy"));
    }
}
