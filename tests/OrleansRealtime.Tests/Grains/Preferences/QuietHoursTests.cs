using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Tests.Grains.Preferences;

/// <summary>The user's clock on the wall decides: across midnight, and across both changes of the clock.</summary>
public class QuietHoursTests
{
    // In 2026 Berlin puts its clocks forward on 29 March and back on 25 October, both at 01:00 UTC.
    private static readonly DateTimeOffset Forward = new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Back = new(2026, 10, 25, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("22:00", "07:00", "21:59:59", false)]
    [InlineData("22:00", "07:00", "22:00:00", true)]
    [InlineData("22:00", "07:00", "23:59:59", true)]
    [InlineData("22:00", "07:00", "00:00:00", true)]
    [InlineData("22:00", "07:00", "06:59:59", true)]
    [InlineData("22:00", "07:00", "07:00:00", false)]
    [InlineData("12:00", "13:00", "11:59:59", false)]
    [InlineData("12:00", "13:00", "12:00:00", true)]
    [InlineData("12:00", "13:00", "13:00:00", false)]
    [InlineData("00:00", "23:59", "23:59:30", false)]
    [InlineData("23:59", "00:00", "23:59:30", true)]
    public void From_is_quiet_and_to_is_not_and_midnight_lies_between_when_from_is_later(string from, string to, string at, bool quiet) =>
        Assert.Equal(quiet, Hours("UTC", from, to).Cover(new(new DateOnly(2026, 6, 1), TimeOnly.Parse(at, null), TimeSpan.Zero)));

    [Theory]
    [InlineData("Europe/Berlin", "2026-01-15T05:30:00Z", true)]
    [InlineData("Europe/Berlin", "2026-07-15T05:30:00Z", false)]
    [InlineData("America/New_York", "2026-07-15T05:30:00Z", true)]
    [InlineData("Asia/Kathmandu", "2026-07-15T01:14:00Z", true)]
    [InlineData("Asia/Kathmandu", "2026-07-15T01:15:00Z", false)]
    public void Each_has_the_hours_of_their_own_zone_and_season(string zone, string at, bool quiet) =>
        Assert.Equal(quiet, Hours(zone, "22:00", "07:00").Cover(DateTimeOffset.Parse(at, null)));

    [Fact]
    public void The_night_in_which_the_clock_goes_forward_is_an_hour_shorter()
    {
        var hours = Hours("Europe/Berlin", "22:00", "07:00");

        Assert.Equal(8 * 60, QuietMinutes(hours, Forward.AddHours(-12), Forward.AddHours(12)));
        Assert.Equal(9 * 60, QuietMinutes(hours, Forward.AddHours(12), Forward.AddHours(36)));
    }

    [Fact]
    public void The_night_in_which_the_clock_goes_back_is_an_hour_longer() =>
        Assert.Equal(10 * 60, QuietMinutes(Hours("Europe/Berlin", "22:00", "07:00"), Back.AddHours(-12), Back.AddHours(12)));

    [Fact]
    public void An_hour_that_is_skipped_is_not_quiet_and_one_that_comes_twice_is_twice()
    {
        var hours = Hours("Europe/Berlin", "02:00", "03:00");

        Assert.Equal(0, QuietMinutes(hours, Forward.AddHours(-6), Forward.AddHours(6)));
        Assert.Equal(120, QuietMinutes(hours, Back.AddHours(-6), Back.AddHours(6)));
    }

    [Fact]
    public void A_bound_within_the_skipped_hour_is_met_when_the_clock_jumps_over_it()
    {
        Assert.True(Hours("Europe/Berlin", "02:30", "05:00").Cover(Forward));
        Assert.False(Hours("Europe/Berlin", "22:00", "02:30").Cover(Forward));
        Assert.True(Hours("Europe/Berlin", "22:00", "02:30").Cover(Forward.AddSeconds(-1)));
    }

    [Fact]
    public void All_year_and_for_all_hours_it_is_as_the_offsets_of_that_year_say() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5_000),
        Prop.ForAll(Arb.From(Gen.Choose(0, 1439)), Arb.From(Gen.Choose(0, 1439)), Arb.From(Gen.Choose(0, (365 * 24 * 60) - 1)), (from, to, minute) =>
        {
            var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute);
            var offset = at >= Forward && at < Back ? 120 : 60;
            var clock = (minute + offset) % 1440;
            // Walk from the beginning until the clock or the end is met.
            var expected = from != to && (clock - from + 1440) % 1440 < (to - from + 1440) % 1440;

            Assert.Equal(expected, new QuietHours("Europe/Berlin", Clock(from), Clock(to)).Cover(at));
        }));

    [Fact]
    public void A_zone_that_is_not_there_silences_nothing() => Assert.False(new QuietHours("Mars/Olympus", new(0, 0), new(23, 59)).Cover(Back));

    private static int QuietMinutes(QuietHours hours, DateTimeOffset from, DateTimeOffset to) =>
        Enumerable.Range(0, (int)(to - from).TotalMinutes).Count(minute => hours.Cover(from.AddMinutes(minute)));

    private static QuietHours Hours(string zone, string from, string to) => new(zone, TimeOnly.Parse(from, null), TimeOnly.Parse(to, null));

    private static TimeOnly Clock(int minute) => TimeOnly.MinValue.AddMinutes(minute);
}
