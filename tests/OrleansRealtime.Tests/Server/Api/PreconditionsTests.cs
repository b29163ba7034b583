using Microsoft.AspNetCore.Http;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class PreconditionsTests
{
    private static readonly Position Seven = new("abc", 7);

    [Fact]
    public void If_Match_takes_one_quoted_position_or_a_star()
    {
        Assert.Equal(Precondition.None, Of("PATCH"));
        Assert.Equal(new Precondition(At: Seven), Of("PATCH", match: "\"abc:7\""));
        // As a proxy that compresses leaves it.
        Assert.Equal(new Precondition(At: Seven), Of("PATCH", match: "W/\"abc:7\""));
        Assert.Equal(new Precondition(MustExist: true), Of("DELETE", match: "*"));
    }

    [Theory]
    [InlineData("abc:7")]
    [InlineData("W/abc:7")]
    [InlineData("W/*")]
    [InlineData("W/W/\"abc:7\"")]
    [InlineData("\"abc:7\", \"abc:8\"")]
    [InlineData("\"abc:07\"")]
    [InlineData("\"ABC:7\"")]
    [InlineData("\"abc:-1\"")]
    [InlineData("\"abc:9007199254740992\"")]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("")]
    [InlineData("**")]
    public void If_Match_takes_nothing_else(string match) => Assert.Equal("bad_precondition", RefusalOf(() => Of("PUT", match)));

    [Fact]
    public void If_None_Match_is_a_star_on_PUT_and_nothing_else_on_mutations()
    {
        Assert.Equal(new Precondition(MustNotExist: true), Of("PUT", noneMatch: "*"));
        Assert.Equal("bad_precondition", RefusalOf(() => Of("PUT", noneMatch: "\"abc:7\"")));
        Assert.Equal("bad_precondition", RefusalOf(() => Of("PATCH", noneMatch: "*")));
        Assert.Equal("bad_precondition", RefusalOf(() => Of("PUT", match: "*", noneMatch: "*")));
    }

    [Fact]
    public void A_read_knows_what_is_current_also_from_a_tag_that_a_proxy_made_weak()
    {
        Assert.False(IsCurrent(null));
        Assert.True(IsCurrent("\"abc:7\""));
        Assert.True(IsCurrent("W/\"abc:7\""));
        Assert.True(IsCurrent("*"));
        Assert.False(IsCurrent("\"abc:8\""));
        Assert.False(IsCurrent("\"xyz:7\""));
        Assert.Equal("bad_precondition", RefusalOf(() => IsCurrent("abc:7")));
    }

    [Fact]
    public void In_a_batch_a_position_needs_no_quotes()
    {
        Assert.Equal(Precondition.None, OfOperation(null));
        Assert.Equal(new Precondition(MustExist: true), OfOperation("*"));
        Assert.Equal(new Precondition(At: Seven), OfOperation("abc:7"));
        Assert.Equal("bad_precondition", RefusalOf(() => OfOperation("\"abc:7\"")));
    }

    [Fact]
    public void In_a_batch_too_only_a_put_may_ask_that_nothing_is_there_and_not_also_that_something_is()
    {
        Assert.Equal(new Precondition(MustNotExist: true), OfOperation(null, "*"));
        Assert.Equal("bad_precondition", RefusalOf(() => OfOperation(null, "*", isPut: false)));
        Assert.Equal("bad_precondition", RefusalOf(() => OfOperation("*", "*")));
        Assert.Equal("bad_precondition", RefusalOf(() => OfOperation(null, "abc:7")));
    }

    private static Precondition OfOperation(string? match, string? noneMatch = null, bool isPut = true) => Preconditions.OfOperation(isPut, match, noneMatch);

    private static Precondition Of(string method, string? match = null, string? noneMatch = null)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        if (match is not null) request.Headers.IfMatch = match;
        if (noneMatch is not null) request.Headers.IfNoneMatch = noneMatch;
        return Preconditions.Of(request);
    }

    private static bool IsCurrent(string? noneMatch)
    {
        var request = new DefaultHttpContext().Request;
        if (noneMatch is not null) request.Headers.IfNoneMatch = noneMatch;
        return Preconditions.IsCurrent(request, Seven);
    }

    private static string RefusalOf(Func<object> read) => Assert.Throws<ProblemException>(read).ToProblem().Code;
}
