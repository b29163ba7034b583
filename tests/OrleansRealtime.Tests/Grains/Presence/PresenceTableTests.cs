using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Grains.Presence;

namespace OrleansRealtime.Tests.Grains.Presence;

public sealed class PresenceTableTests
{
    private readonly PresenceTable _table = new();

    [Fact]
    public void A_member_is_one_entry_however_many_gateways_have_it_and_online_when_any_says_so()
    {
        Whole("one", 1, Away("ana"), Online("bo"));
        Whole("two", 1, Online("ana"));

        Assert.Equal([Online("ana"), Online("bo")], _table.First(10));
        Assert.Equal(2, _table.Total);

        Assert.Empty(_table.ApplyReport(Delta("two", 1, 2, Gone("ana"))).Left);
        Assert.Equal([Away("ana"), Online("bo")], _table.First(10));
        Assert.Equal(["ana"], _table.ApplyReport(Delta("one", 1, 2, Gone("ana"))).Left);
    }

    [Fact]
    public void Those_who_came_first_are_shown_first_and_who_comes_back_comes_last()
    {
        Whole("one", 1, Online("cy"), Online("ana"), Online("bo"));
        _table.ApplyReport(Delta("one", 1, 2, Gone("cy")));
        _table.ApplyReport(Delta("one", 2, 3, Online("cy")));

        Assert.Equal([Online("ana"), Online("bo")], _table.First(2));
    }

    [Fact]
    public void A_change_of_what_is_not_known_is_refused_and_changes_nothing()
    {
        Assert.False(_table.ApplyReport(Delta("one", 1, 2, Online("ana"))).IsTaken);
        Whole("one", 5, Online("ana"));
        Assert.False(_table.ApplyReport(Delta("one", 6, 7, Online("bo"))).IsTaken);

        Assert.Equal([Online("ana")], _table.First(10));
    }

    [Fact]
    public void What_comes_late_resurrects_nobody()
    {
        Whole("one", 1, Online("ana"));
        Whole("one", 3);

        Assert.True(Whole("one", 2, Online("ana")).IsTaken);
        Assert.True(_table.ApplyReport(Delta("one", 1, 2, Online("ana"))).IsTaken);

        Assert.Equal(0, _table.Total);
    }

    [Fact]
    public void What_says_nothing_new_is_no_change()
    {
        Assert.True(Whole("one", 1, Online("ana")).IsChange);
        Assert.False(Whole("one", 2, Online("ana")).IsChange);
        Assert.False(_table.ApplyReport(Delta("one", 2, 2)).IsChange);
        Assert.False(Whole("two", 1, Away("ana")).IsChange);
        Assert.False(_table.DropGateway("two").IsChange);
        Assert.True(_table.DropGateway("one").IsChange);
        Assert.False(_table.DropGateway("one").IsChange);
    }

    [Fact]
    public void Reports_in_any_order_and_drops_lead_to_what_the_last_of_each_gateway_say() =>
        Prop.ForAll(Arb.From(Steps), steps =>
        {
            var (table, model, last, number) =
                (new PresenceTable(), new Dictionary<string, Dictionary<string, PresenceStatus>>(), new Dictionary<string, long>(), 0L);
            foreach (var (gateway, kind, member, status) in steps)
            {
                number++;
                if (kind == 0)
                {
                    model.Remove(gateway);
                    table.DropGateway(gateway);
                }
                else if (kind == 1)
                {
                    model[gateway] = status == PresenceStatus.Offline ? [] : new() { [member] = status };
                    table.ApplyReport(new(gateway, 0, number, true, status == PresenceStatus.Offline ? [] : [new(member, member, status)]));
                }
                else if (model.TryGetValue(gateway, out var entries))
                {
                    if (status == PresenceStatus.Offline) entries.Remove(member);
                    else entries[member] = status;
                    Assert.True(table.ApplyReport(new(gateway, last[gateway], number, false, [new(member, member, status)])).IsTaken);
                }

                last[gateway] = number;
            }

            var expected = model.Values.SelectMany(entries => entries).GroupBy(entry => entry.Key)
                .Select(entries => (entries.Key, entries.Max(entry => entry.Value))).OrderBy(entry => entry.Key);
            return table.First(100).Select(entry => (entry.Member, entry.Status)).OrderBy(entry => entry.Member).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    private static Gen<(string Gateway, int Kind, string Member, PresenceStatus Status)[]> Steps =>
        (from gateway in Gen.Elements("one", "two", "three")
         from kind in Gen.Choose(0, 6)
         from member in Gen.Elements("ana", "bo", "cy", "di")
         from status in Gen.Elements(PresenceStatus.Offline, PresenceStatus.Away, PresenceStatus.Online)
         select (gateway, kind, member, status)).ArrayOf();

    private PresenceTaken Whole(string gateway, long number, params PresenceEntry[] entries) => _table.ApplyReport(new(gateway, 0, number, true, [.. entries]));

    private static PresenceReport Delta(string gateway, long from, long number, params PresenceEntry[] entries) => new(gateway, from, number, false, [.. entries]);

    private static PresenceEntry Online(string member) => new(member, member, PresenceStatus.Online);

    private static PresenceEntry Away(string member) => new(member, member, PresenceStatus.Away);

    private static PresenceEntry Gone(string member) => new(member, member, PresenceStatus.Offline);
}
