using Microsoft.AspNetCore.SignalR;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Connection;

namespace OrleansRealtime.Tests.Client;

public sealed class ReconnectRulesTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly ReconnectRules _rules = new(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), () => 1));

    [Fact]
    public void Tries_that_fail_are_ever_further_apart() =>
        Assert.Equal([2, 4, 8, 10, 10], Enumerable.Range(0, 5).Select(_ => _rules.Next(new(TimeSpan.Zero, null, Lost()))!.Value.TotalSeconds));

    [Fact]
    public void A_good_connection_that_is_lost_without_a_word_was_one_of_many()
    {
        for (var n = 0; n < 10; n++) _rules.Next(new(TimeSpan.Zero, null, Lost()));
        Assert.Equal(4, _rules.Next(new(Long, null, null))!.Value.TotalSeconds);
    }

    [Theory]
    [InlineData("shutdown", 1000L, 2)]
    [InlineData("too_many_connections", 30_000L, 31)]
    [InlineData("token_expired", 0L, 1)]
    [InlineData("token_expired", null, 1)]
    [InlineData("slow", -5L, 1)]
    [InlineData("shutdown", long.MaxValue, 3601)]
    public void The_server_says_when(string code, long? milliseconds, double seconds) =>
        Assert.Equal(seconds, _rules.Next(new(Long, new(code, "", milliseconds), null))!.Value.TotalSeconds);

    [Fact]
    public void And_when_not() => Assert.Null(_rules.Next(new(Long, new("access_revoked", "", null), null)));

    [Fact]
    public void A_refused_credential_is_not_shown_again()
    {
        Assert.Null(_rules.Next(new(TimeSpan.Zero, null, new(ErrorCodes.ScopeDenied, "", 403))));
        Assert.NotNull(_rules.Next(new(TimeSpan.Zero, null, new(ErrorCodes.Unavailable, "", 503))));
        Assert.NotNull(_rules.Next(new(TimeSpan.Zero, null, new(ErrorCodes.Token, ""))));
    }

    [Theory]
    [InlineData("bad_body: The argument is no list.", "bad_body", "The argument is no list.")]
    [InlineData("An unexpected error occurred invoking 'Watch' on the server. HubException: overloaded: Later.", "overloaded", "Later.")]
    [InlineData("Something else", "connection", "The hub is not connected: Something else")]
    public void A_failed_call_has_a_code_and_a_sentence(string text, string code, string sentence)
    {
        var failure = HubFailure.Of(new HubException(text));
        Assert.Equal((code, sentence), (failure.Code, failure.Message));
    }

    private static RealtimeException Lost() => new(ErrorCodes.Connection, "lost");
}
