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

    [Fact]
    public void Numbers_that_came_by_a_frame_each_or_were_taken_the_place_of_are_right()
    {
        Take(Notification(1), Badge(1), Notification(3, 2), Badge(3));

        Assert.Empty(_tab.Faults);
    }

    [Fact]
    public void A_notification_that_comes_twice_is_a_fault()
    {
        Take(Notification(1), Notification(1), Badge(1));

        Assert.Single(_tab.Faults);
    }

    [Fact]
    public void A_notification_that_only_the_badge_counts_is_a_fault_unless_the_inbox_is_to_be_read_anew()
    {
        Take(Notification(1), Badge(2));
        Assert.Single(_tab.Faults);

        Take("""{"type":1,"target":"inboxReset","arguments":[{"lastSeq":2}]}""");
        Assert.Empty(_tab.Faults);
    }

    private static string Notification(long number, params long[] replaces) =>
        $$"""{"type":1,"target":"notification","arguments":[{"seq":{{number}},"title":"One","data":{"seq":70},"replaces":[{{string.Join(',', replaces)}}]}]}""";

    private static string Badge(long number) => $$"""{"type":1,"target":"badge","arguments":[{"version":3,"unread":1,"unseen":1,"lastSeq":{{number}},"lineage":""}]}""";

    private void Take(params string[] frames) => _tab.Take(Encoding.UTF8.GetBytes(string.Join('\u001e', frames) + '\u001e'));
}
