using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class AnswerPermitsTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public void Each_caller_has_a_share_and_all_together_have_so_much()
    {
        using var permits = new AnswerPermits(Options.Create(new ApiOptions { MaxAnswerBytesPerUser = 2 * MiB, MaxAnswerBytes = 3 * MiB }));
        var first = Take("203.0.113.7", 1);
        Assert.True(first.IsAcquired);
        Assert.True(Take("203.0.113.7", 1).IsAcquired);

        Assert.False(Take("203.0.113.7", 1).IsAcquired);
        Assert.True(Take("203.0.113.8", 1).IsAcquired);
        Assert.False(Take("203.0.113.9", 1).IsAcquired);
        first.Dispose();
        Assert.True(Take("203.0.113.9", 1).IsAcquired);

        RateLimitLease Take(string address, int mebibytes) =>
            permits.TakeRoom(new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } }, mebibytes * MiB);
    }

    [Fact]
    public void A_key_has_a_share_of_its_own()
    {
        using var permits = new AnswerPermits(Options.Create(new ApiOptions { MaxAnswerBytesPerKey = 2 * MiB, MaxAnswerBytesPerUser = MiB, MaxAnswerBytes = 9 * MiB }));
        var key = new DefaultHttpContext { User = new Caller(CallerKind.Key, "abc", [Caller.AnyWorkspace], []).ToPrincipal("key") };

        Assert.True(permits.TakeRoom(key, 2 * MiB).IsAcquired);
        Assert.False(permits.TakeRoom(key, 1).IsAcquired);
        Assert.True(permits.TakeRoom(new DefaultHttpContext(), MiB).IsAcquired);
    }

    [Fact]
    public void An_answer_that_is_larger_than_the_share_takes_all_of_it()
    {
        using var permits = new AnswerPermits(Options.Create(new ApiOptions { MaxAnswerBytesPerUser = MiB, MaxAnswerBytes = 3 * MiB }));

        using (var whole = permits.TakeRoom(new DefaultHttpContext(), 2 * MiB))
        {
            Assert.True(whole.IsAcquired);
            Assert.False(permits.TakeRoom(new DefaultHttpContext(), 1).IsAcquired);
        }

        Assert.True(permits.TakeRoom(new DefaultHttpContext(), MiB).IsAcquired);
    }
}
