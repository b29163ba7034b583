using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>Ranges against plain sets of numbers.</summary>
public class SeqSetTests
{
    private static readonly Arbitrary<HashSet<long>> Sets =
        Arb.From(Gen.ListOf(Gen.Choose(1, 40).Select(seq => (long)seq)).Select(list => list.ToHashSet()));

    [Fact]
    public void Set_algebra_on_ranges_is_set_algebra() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Sets, Sets, (a, b) =>
    {
        var (x, y) = (SeqSet.Of(a), SeqSet.Of(b));

        Same(a.Union(b), x.Union(y));
        Same(a.Intersect(b), x.Intersect(y));
        Same(a.Except(b), x.Except(y));
        Assert.Equal(a.Intersect(b).Count(), x.CountCommon(y));
    }));

    [Fact]
    public void Knows_its_numbers_and_their_order() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Sets, a =>
    {
        var set = SeqSet.Of(a);

        Assert.Equal(a.Order(), set.Ascending());
        Assert.Equal(a.OrderDescending(), set.Descending());
        Assert.All(Enumerable.Range(0, 42), seq => Assert.Equal(a.Contains(seq), set.Contains(seq)));
    }));

    [Fact]
    public void Equal_sets_are_equal_however_they_were_made() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Sets, a =>
        Assert.Equal(SeqSet.Of(a), a.Aggregate(SeqSet.Empty, (set, seq) => set.Add(seq)))));

    [Fact]
    public void Survives_storage() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Sets, a =>
        Assert.Equal(SeqSet.Of(a), JsonSerializer.Deserialize<SeqSet>(JsonSerializer.Serialize(SeqSet.Of(a))))));

    [Fact]
    public void Scattered_numbers_survive_storage_and_take_a_bit_each()
    {
        var even = SeqSet.Of(Enumerable.Range(1, 5_000).Select(seq => 1_000_000 + (2L * seq)));
        var far = even.Add(2_000_000_000_000);

        var json = JsonSerializer.Serialize(even);

        Assert.InRange(json.Length, 1, 10_000 / 6 + 50);
        Assert.Equal(even, JsonSerializer.Deserialize<SeqSet>(json));
        Assert.Equal(far, JsonSerializer.Deserialize<SeqSet>(JsonSerializer.Serialize(far)));
    }

    [Fact]
    public void A_run_is_one_range_however_long() =>
        Assert.Equal("[[1,10000]]", JsonSerializer.Serialize(SeqSet.Of(Enumerable.Range(1, 10_000).Select(seq => (long)seq))));

    private static void Same(IEnumerable<long> expected, SeqSet actual)
    {
        var numbers = expected.Order().ToList();
        Assert.Equal(numbers, actual.Ascending());
        Assert.Equal(numbers.Count, actual.Count);
    }
}
