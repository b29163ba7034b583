using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Tests.Grains.Inbox;

public sealed class InboxEffectsTests
{
    [Fact]
    public void Of_up_to_five_hundred_that_went_tabs_are_told_the_numbers_and_past_that_to_read_anew()
    {
        Assert.Equal((null, false), Told(0));
        Assert.Equal((500, false), Told(500));
        Assert.Equal((null, true), Told(501));

        static (int? Removed, bool Reset) Told(int count)
        {
            var told = new InboxEffects { Removed = [.. Enumerable.Range(1, count).Select(seq => (long)seq)] }.ToEvent(1, InboxRecord.Empty, preferences: false);
            return (told.Removed?.Length, told.Reset);
        }
    }
}
