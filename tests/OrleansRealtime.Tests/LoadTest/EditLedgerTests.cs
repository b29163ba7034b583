using System.Diagnostics;
using System.Text;
using OrleansRealtime.LoadTest.Versions;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class EditLedgerTests
{
    private readonly EditLedger _ledger = new();
    private readonly TabView _tab = new();

    [Fact]
    public void An_edit_is_at_a_tab_when_its_version_or_a_later_one_is()
    {
        var due = Stopwatch.GetTimestamp();
        foreach (var version in (long[])[3, 2, 4]) _ledger.Add("a", version, due);
        Take("""{"type":1,"target":"state","arguments":[{"id":"a","position":"k3:1"}]}""", """{"type":1,"target":"changed","arguments":[{"id":"a","from":"k3:1","to":"k3:4"}]}""");

        var (edits, latencies, faults) = _ledger.Take(_ => [_tab]);

        Assert.Empty(faults);
        Assert.Equal(3, edits);
        Assert.Equal(3, latencies.TotalCount);
    }

    [Fact]
    public void The_next_edits_go_on_where_those_before_them_ended()
    {
        _ledger.Add("a", 2, 0);
        Assert.Empty(_ledger.Take(_ => []).Faults);
        _ledger.Add("a", 3, 0);
        Assert.Empty(_ledger.Take(_ => []).Faults);
        _ledger.Add("a", 5, 0);
        Assert.Single(_ledger.Take(_ => []).Faults);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    public void A_version_that_two_edits_made_or_none_is_a_fault(long first, long second)
    {
        _ledger.Add("a", first, 0);
        _ledger.Add("a", second, 0);

        Assert.Single(_ledger.Take(_ => []).Faults);
    }

    [Fact]
    public void An_edit_that_a_tab_was_not_told_of_is_a_fault()
    {
        _ledger.Add("a", 2, 0);
        Take("""{"type":1,"target":"state","arguments":[{"id":"a","position":"k3:1"}]}""");

        Assert.Single(_ledger.Take(_ => [_tab]).Faults);
    }

    private void Take(params string[] frames)
    {
        foreach (var frame in frames) _tab.Take(Encoding.UTF8.GetBytes($"{frame}\u001e"));
    }
}
