using System.Collections.Immutable;
using System.Text.Json;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;

namespace OrleansRealtime.Tests.Client;

/// <summary>Frames onto what is known, by position.</summary>
public sealed class KnownEntityTests
{
    private static readonly DateTimeOffset Then = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_change_chains_onto_the_position_that_it_names()
    {
        var known = At("a:1", "title", "\"one\"", "rank", "1");
        var changed = known.Apply(Changed("a:1", "a:3", "title", "\"three\"", "rank", "null", "labels", "[]"));
        Assert.Equal(Reduction.Applied, changed.Outcome);
        Assert.Equal("""labels=[], title="three" """.Trim(), Text(changed.Known));
        Assert.Equal(Position.Parse("a:3"), changed.Known.Position);
    }

    [Theory]
    [InlineData("a:1", "a:2")]
    [InlineData("a:4", "a:5")]
    [InlineData("a:1", "a:5")]
    [InlineData("a:5", "a:5")]
    public void What_was_known_is_dropped(string from, string to) => Assert.Equal(Reduction.Dropped, At("a:5").Apply(Changed(from, to)).Outcome);

    [Theory]
    [InlineData("a:6", "a:7")]
    [InlineData("b:5", "b:6")]
    [InlineData("b:5", "a:6")]
    public void What_does_not_chain_is_a_gap(string from, string to) => Assert.Equal(Reduction.Gap, At("a:5").Apply(Changed(from, to)).Outcome);

    [Fact]
    public void A_change_lands_on_any_position_between_its_ends()
    {
        var (outcome, known) = At("a:5", "rank", "5").Apply(Changed("a:3", "a:6", "rank", "6"));
        Assert.Equal((Reduction.Applied, "rank=6"), (outcome, Text(known)));
    }

    [Fact]
    public void Nothing_is_made_of_a_change_alone() => Assert.Equal(Reduction.Gap, KnownEntity.Nothing.Apply(Changed("a:1", "a:2")).Outcome);

    [Fact]
    public void A_state_never_goes_back_unless_the_server_was_asked_and_says_so()
    {
        var known = At("a:5");
        Assert.Equal(Reduction.Dropped, known.Apply(State("a:4"), isReset: false, mayGoBack: true).Outcome);
        Assert.Equal(Reduction.Dropped, known.Apply(State("a:5"), isReset: false, mayGoBack: true).Outcome);
        Assert.Equal(Reduction.Dropped, known.Apply(State("a:4"), isReset: true, mayGoBack: false).Outcome);
        Assert.Equal(Reduction.Applied, known.Apply(State("a:4"), isReset: true, mayGoBack: true).Outcome);
        Assert.Equal(Reduction.Applied, known.Apply(State("a:6"), isReset: false, mayGoBack: false).Outcome);
    }

    [Fact]
    public void A_life_that_is_over_does_not_come_back()
    {
        var gone = At("a:5").Apply(new DeletedFrame("workitem", "1", Position.Parse("a:6"))).Known;
        Assert.Null(gone.State);
        Assert.Equal(Reduction.Dropped, gone.Apply(State("a:5"), isReset: false, mayGoBack: false).Outcome);
        Assert.Equal(Reduction.Gap, gone.Apply(Changed("a:6", "a:7")).Outcome);
        var anew = gone.Apply(State("b:1"), isReset: true, mayGoBack: false).Known;
        Assert.Equal(Reduction.Dropped, anew.Apply(State("a:9"), isReset: false, mayGoBack: false).Outcome);
        Assert.Equal(Reduction.Dropped, anew.Apply(Changed("a:9", "a:10")).Outcome);
        Assert.Equal(Reduction.Dropped, anew.Apply(new DeletedFrame("workitem", "1", Position.Parse("a:9"))).Outcome);
    }

    [Fact]
    public void Few_lives_are_remembered()
    {
        var known = KnownEntity.Nothing;
        for (var life = 0; life < 100; life++) known = known.Apply(State($"e{life}:1"), isReset: true, mayGoBack: false).Known;
        Assert.Equal(16, known.Past.Length);
        Assert.Equal(Reduction.Dropped, known.Apply(State("e98:9"), isReset: false, mayGoBack: false).Outcome);
    }

    internal static EntityState State(string position, params string[] fields) =>
        new("workitem", "1", Position.Parse(position), Fields(fields), 0, 0, Then, Then);

    internal static ChangedFrame Changed(string from, string to, params string[] fields) =>
        new("workitem", "1", Position.Parse(from), Position.Parse(to), Fields(fields), Then);

    private static KnownEntity At(string position, params string[] fields) =>
        KnownEntity.Nothing.Apply(State(position, fields), isReset: false, mayGoBack: false).Known;

    private static ImmutableDictionary<string, JsonElement> Fields(string[] namesAndValues) =>
        namesAndValues.Chunk(2).ToImmutableDictionary(pair => pair[0], pair => JsonElement.Parse(pair[1]));

    private static string Text(KnownEntity known) =>
        string.Join(", ", known.State!.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value.GetRawText()}"));
}
