using OrleansRealtime.Client;

namespace OrleansRealtime.Tests.Client;

public sealed class PositionTests
{
    [Theory]
    [InlineData("k3v9x0qa:17", "k3v9x0qa", 17)]
    [InlineData("a:1", "a", 1)]
    [InlineData("0123456789abcdef:9007199254740991", "0123456789abcdef", 9007199254740991)]
    public void A_position_is_read_and_written(string text, string epoch, long version)
    {
        var position = Position.Parse(text);
        Assert.Equal(new(epoch, version), position);
        Assert.Equal(text, position.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData(":1")]
    [InlineData("a:")]
    [InlineData("a:0")]
    [InlineData("a:01")]
    [InlineData("a:-1")]
    [InlineData("a: 1")]
    [InlineData("a:1 ")]
    [InlineData("A:1")]
    [InlineData("a:b:1")]
    [InlineData("0123456789abcdefg:1")]
    [InlineData("a:9007199254740992")]
    [InlineData("a:99999999999999999999")]
    public void What_is_none_is_refused(string? text) => Assert.False(Position.TryParse(text, out _));

    [Theory]
    [InlineData("a:2", "a:1", true)]
    [InlineData("a:1", "a:1", true)]
    [InlineData("a:1", "a:2", false)]
    [InlineData("b:2", "a:1", false)]
    public void Versions_compare_only_within_one_epoch(string one, string other, bool covers) =>
        Assert.Equal(covers, Position.Parse(one).Covers(Position.Parse(other)));
}
