using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Waits for what is delivered after the answer.</summary>
internal static class Inbox
{
    /// <summary>The inbox once its newest item has this number.</summary>
    public static async Task<RestAnswer> WaitForAsync(RestCaller user, long lastSeq)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var inbox = (await user.GetAsync("me/inbox")).Is(200);
            var last = inbox.Json.GetProperty("badge").GetProperty("lastSeq").GetInt64();
            Assert.True(last <= lastSeq, $"Expected at most {lastSeq} items, got {last}.");
            if (last == lastSeq) return inbox;
            Assert.False(patience.IsCancellationRequested, $"Waited for item {lastSeq}; the newest is {last}.");
            // A user who asks without a pause is turned away.
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
