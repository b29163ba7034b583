using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.Grains.Presence;

namespace OrleansRealtime.Tests.Gateway.Presence;

public sealed class PresenceLedgerTests
{
    private readonly PresenceLedger _ledger;
    private long _number;

    public PresenceLedgerTests() => _ledger = new("one", () => ++_number);

    [Fact]
    public void Several_connections_are_one_member_that_is_online_while_any_is()
    {
        _ledger.Add("ana", "Ana", PresenceStatus.Online);
        _ledger.Add("ana", "Ana", PresenceStatus.Away);
        Assert.Equal([new("ana", "Ana", PresenceStatus.Online)], _ledger.Next()!.Entries);

        _ledger.Remove("ana", PresenceStatus.Online);
        Assert.Equal([new("ana", "Ana", PresenceStatus.Away)], _ledger.Next()!.Entries);
        _ledger.Remove("ana", PresenceStatus.Away);
        Assert.Equal(PresenceStatus.Offline, Assert.Single(_ledger.Next()!.Entries).Status);
        Assert.True(_ledger.IsOver);
    }

    [Fact]
    public void Who_comes_and_goes_between_two_reports_is_in_neither()
    {
        _ledger.Add("ana", "Ana", PresenceStatus.Online);
        _ledger.Next();

        _ledger.Add("bo", "Bo", PresenceStatus.Online);
        _ledger.Remove("bo", PresenceStatus.Online);
        _ledger.Remove("ana", PresenceStatus.Online);
        _ledger.Add("ana", "Ana", PresenceStatus.Online);

        Assert.Null(_ledger.Next());
    }

    [Fact]
    public void A_report_that_may_be_lost_is_followed_by_everything()
    {
        _ledger.Add("ana", "Ana", PresenceStatus.Online);
        _ledger.Next();
        _ledger.Remove("ana", PresenceStatus.Online);
        _ledger.Next();
        _ledger.Forgotten();
        Assert.False(_ledger.IsOver);

        var report = _ledger.Next()!;
        Assert.True(report.IsWhole);
        Assert.Empty(report.Entries);
        Assert.True(_ledger.IsOver);
    }

    [Fact]
    public void A_check_says_nothing_new_and_nothing_at_all_when_nobody_is_here()
    {
        _ledger.Check();
        Assert.Null(_ledger.Next());
        _ledger.Add("ana", "Ana", PresenceStatus.Online);
        _ledger.Next();

        _ledger.Check();

        var check = _ledger.Next()!;
        Assert.Equal((1, 1, false, 0), (check.Base, check.Number, check.IsWhole, check.Entries.Length));
        Assert.Null(_ledger.Next());
    }

    /// <summary>Reports are lost before and after they arrived, arrive late, and the room is lost; the report after all that is enough.</summary>
    [Fact]
    public void Whatever_happens_to_reports_a_room_ends_up_with_what_is_true() =>
        Prop.ForAll(Arb.From(Steps), steps =>
        {
            var (number, table) = (0L, new PresenceTable());
            var ledger = new PresenceLedger("one", () => ++number);
            var open = new List<(string Member, PresenceStatus Status)>();
            var late = new List<PresenceReport>();
            foreach (var (kind, member, status) in steps)
            {
                switch (kind)
                {
                    case 0 or 1:
                        ledger.Add(member, member, status);
                        open.Add((member, status));
                        break;
                    case 2 when open.FindIndex(connection => connection.Member == member) is >= 0 and var at:
                        ledger.Remove(member, open[at].Status);
                        open.RemoveAt(at);
                        break;
                    case 3:
                        Tell();
                        break;
                    case 4 when ledger.Next() is { } lost:
                        late.Add(lost);
                        ledger.Forgotten();
                        break;
                    case 5 when late.Count > 0:
                        table.ApplyReport(late[0]);
                        late.RemoveAt(0);
                        break;
                    case 6:
                        table = new();
                        late.Clear();
                        break;
                }
            }

            ledger.Check();
            Tell();
            Tell();
            foreach (var report in late) table.ApplyReport(report);
            var expected = open.GroupBy(connection => connection.Member)
                .Select(connections => (connections.Key, connections.Max(connection => connection.Status))).OrderBy(entry => entry.Key);
            return table.First(100).Select(entry => (entry.Member, entry.Status)).OrderBy(entry => entry.Member).SequenceEqual(expected);

            void Tell()
            {
                if (ledger.Next() is { } report && !table.ApplyReport(report).IsTaken) ledger.Forgotten();
            }
        }).QuickCheckThrowOnFailure();

    private static Gen<(int Kind, string Member, PresenceStatus Status)[]> Steps =>
        (from kind in Gen.Choose(0, 6)
         from member in Gen.Elements("ana", "bo", "cy")
         from status in Gen.Elements(PresenceStatus.Away, PresenceStatus.Online)
         select (kind, member, status)).ArrayOf();
}
