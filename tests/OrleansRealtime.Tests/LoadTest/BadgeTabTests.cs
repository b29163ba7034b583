using System.Text;
using OrleansRealtime.LoadTest.Inboxes;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class BadgeTabTests
{
    private readonly BadgeTab _tab = new("ana");

    [Fact]
    public void The_number_is_that_of_the_last_badge()
    {
        Take("""{"type":3,"invocationId":"1","result":[]}""");
        Assert.Equal(0, _tab.Number);
        Take("""{"type":1,"target":"notification","arguments":[{"seq":9,"title":"\"target\":\"badge\""}]}""", Badge(1), Badge(2));
        Assert.Equal(2, _tab.Number);
    }

    [Fact]
    public void What_is_no_badge_has_none()
    {
        Take("""{"type":1,"target":"inboxReset","arguments":[{"lastSeq":70}]}""");

        Assert.Equal(0, _tab.Number);
    }

    [Fact]
    public void A_badge_that_says_nothing_new_changes_nothing()
    {
        Take(Badge(2));
        var since = _tab.Since;
        Take(Badge(2), Badge(1));

        Assert.Equal((2, since), (_tab.Number, _tab.Since));
    }

    private static string Badge(long number) => $$"""{"type":1,"target":"badge","arguments":[{"version":3,"unread":1,"unseen":1,"lastSeq":{{number}},"lineage":""}]}""";

    private void Take(params string[] frames) => _tab.Take(Encoding.UTF8.GetBytes(string.Join('\u001e', frames) + '\u001e'));
}
