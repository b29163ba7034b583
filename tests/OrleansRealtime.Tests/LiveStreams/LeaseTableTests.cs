using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Publishing;

namespace OrleansRealtime.Tests.LiveStreams;

public class LeaseTableTests
{
    private const int Capacity = 3;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);
    private static readonly LiveSinkId Ana = new("ana");
    private static readonly LiveSinkId Bo = new("bo");

    private readonly LeaseTable<string> _table = new(Capacity, Duration);

    private enum Act
    {
        Join,
        Renew,
        Leave,
        Push,
        Wait,
    }

    [Fact]
    public void A_lease_lasts_until_its_duration_has_passed()
    {
        _table.Join(Ana, "a", At(0), out _);

        Assert.Equal(["a"], _table.Live(At(9.9), out _));
        Assert.Empty(_table.Live(At(10), out var expired));
        Assert.Equal(1, expired);
    }

    [Fact]
    public void A_renewal_prolongs_a_lease()
    {
        _table.Join(Ana, "a", At(0), out _);

        Assert.True(_table.Renew(Ana, At(9), out _));
        Assert.Equal(["a"], _table.Live(At(18), out _));
    }

    [Fact]
    public void A_renewal_that_comes_too_late_is_not_known()
    {
        _table.Join(Ana, "a", At(0), out _);

        Assert.False(_table.Renew(Ana, At(10), out var expired));
        Assert.Equal(1, expired);
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Joining_again_replaces_the_sink_and_takes_no_second_place()
    {
        _table.Join(Ana, "a", At(0), out _);
        _table.Join(Ana, "a again", At(1), out _);

        Assert.Equal(["a again"], _table.Live(At(2), out _));
    }

    [Fact]
    public void A_full_table_refuses_others_and_keeps_its_own()
    {
        Assert.All(["1", "2", "3"], id => Assert.True(_table.Join(new(id), id, At(0), out _)));

        Assert.False(_table.Join(Ana, "a", At(1), out _));
        Assert.True(_table.Join(new("2"), "2", At(1), out _));
        Assert.Equal(3, _table.Count);
    }

    [Fact]
    public void A_full_table_makes_room_from_leases_that_have_ended()
    {
        Assert.All(["1", "2", "3"], id => Assert.True(_table.Join(new(id), id, At(0), out _)));

        Assert.True(_table.Join(Bo, "b", At(10), out var expired));
        Assert.Equal(3, expired);
        Assert.Equal(["b"], _table.Live(At(10), out _));
    }

    [Fact]
    public void It_agrees_with_a_list_of_who_joined_when() => Prop.ForAll(Acts.ToArbitrary(), acts =>
    {
        var table = new LeaseTable<string>(Capacity, Duration);
        var until = new Dictionary<string, TimeSpan>();
        var now = TimeSpan.Zero;
        foreach (var (act, who) in acts)
        {
            var id = new LiveSinkId(who);
            var isLive = until.TryGetValue(who, out var end) && end > now;
            switch (act)
            {
                case Act.Join:
                    var others = until.Count(other => other.Key != who && other.Value > now);
                    Assert.Equal(others < Capacity || isLive, table.Join(id, who, now, out _));
                    if (others < Capacity || isLive) until[who] = now + Duration;
                    break;
                case Act.Renew:
                    Assert.Equal(isLive, table.Renew(id, now, out _));
                    if (isLive) until[who] = now + Duration;
                    break;
                case Act.Leave:
                    table.Leave(id);
                    until.Remove(who);
                    break;
                case Act.Push:
                    var live = until.Where(other => other.Value > now).Select(other => other.Key);
                    Assert.Equal(live.Order(), table.Live(now, out _).Order());
                    break;
                case Act.Wait:
                    now += TimeSpan.FromSeconds(4);
                    break;
            }

            Assert.True(table.Count <= Capacity);
        }
    }).QuickCheckThrowOnFailure();

    private static Gen<(Act Act, string Who)[]> Acts =>
        (from act in Gen.Elements(Enum.GetValues<Act>()) from who in Gen.Elements("a", "b", "c", "d", "e") select (act, who)).ArrayOf();

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
