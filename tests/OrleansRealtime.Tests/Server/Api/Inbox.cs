using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Waits for what is delivered after the answer.</summary>
internal static class Inbox
{
    /// <summary>The inbox once its newest item has this number.</summary>
    public static async Task<RestAnswer> WaitForAsync(RestCaller user, long lastSeq)
    {
        var inbox = await Waiting.UntilAsync(async () => (await user.GetAsync("me/inbox")).Is(200), inbox => LastSeq(inbox) >= lastSeq, $"item {lastSeq}");
        Assert.Equal(lastSeq, LastSeq(inbox));
        return inbox;
    }

    private static long LastSeq(RestAnswer inbox) => inbox.Json.GetProperty("badge").GetProperty("lastSeq").GetInt64();
}
