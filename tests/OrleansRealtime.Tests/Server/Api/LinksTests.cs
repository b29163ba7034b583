using OrleansRealtime.Server.Api.Notifications;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Each way to write a scheme that browsers read, and people do not, one by one.</summary>
public sealed class LinksTests
{
    private const string Script = "javascript:alert(1)";

    public static TheoryData<int> IgnoredBefore { get; } = [.. Enumerable.Range(0, 0x21)];

    [Theory]
    [MemberData(nameof(IgnoredBefore))]
    public void A_control_character_or_a_space_before_it_hides_no_scheme(int character)
    {
        Assert.False(Links.IsSafe((char)character + Script));
        Assert.False(Links.IsSafe(new string((char)character, 3) + Script));
        Assert.True(Links.IsSafe((char)character + "https://example.com"));
    }

    [Theory]
    [InlineData('\t')]
    [InlineData('\n')]
    [InlineData('\r')]
    public void A_tab_or_line_end_anywhere_in_it_hides_no_scheme(char ignored)
    {
        for (var at = 0; at <= Script.IndexOf(':', StringComparison.Ordinal); at++)
        {
            Assert.False(Links.IsSafe(Script.Insert(at, $"{ignored}")), $"{at}");
            Assert.False(Links.IsSafe(" " + Script.Insert(at, new(ignored, 2))), $"{at}");
        }

        Assert.True(Links.IsSafe($"ht{ignored}tps://example.com"));
    }

    [Fact]
    public void Capitals_anywhere_in_it_hide_no_scheme()
    {
        for (var at = 0; at < Script.IndexOf(':', StringComparison.Ordinal); at++)
            Assert.False(Links.IsSafe($"{Script[..at]}{char.ToUpperInvariant(Script[at])}{Script[(at + 1)..]}"), $"{at}");
        Assert.False(Links.IsSafe(Script.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("HTTP://example.com")]
    [InlineData("Https://example.com")]
    [InlineData("mailTO:ana@acme.com")]
    public void Capitals_make_no_other_scheme_of_one_that_goes_elsewhere(string link) => Assert.True(Links.IsSafe(link));

    [Theory]
    [InlineData("data:text/html,x")]
    [InlineData("vbscript:x")]
    [InlineData("view-source:x")]
    [InlineData("web+x:y")]
    [InlineData("x.y:z")]
    [InlineData("h2:x")]
    [InlineData("blob:https://example.com/x")]
    [InlineData("httpx:x")]
    [InlineData("http-s:x")]
    public void Any_other_scheme_is_refused_whatever_letters_it_has(string link) => Assert.False(Links.IsSafe(link));
}
