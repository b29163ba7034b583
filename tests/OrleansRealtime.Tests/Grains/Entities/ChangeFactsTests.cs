using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Entities;

namespace OrleansRealtime.Tests.Grains.Entities;

public sealed class ChangeFactsTests
{
    private static readonly EntityComment Comment = new(7, "Look", [], "ana", DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("""{"state":"todo"}""", """{"state":"done"}""", """{"changed":[{"field":"state","before":"todo","after":"done"}]}""")]
    [InlineData("""{"rank":1}""", """{"rank":1.50}""", """{"changed":[{"field":"rank","before":1,"after":1.50}]}""")]
    [InlineData("""{}""", """{"done":true}""", """{"changed":[{"field":"done","after":true}]}""")]
    [InlineData("""{"done":false}""", """{}""", """{"changed":[{"field":"done","before":false}]}""")]
    [InlineData("""{"tags":["a"]}""", """{"tags":{"b":1}}""", """{"changed":[{"field":"tags"}]}""")]
    [InlineData("""{"title":"мир \"世\""}""", """{"title":""}""", """{"changed":[{"field":"title","before":"мир \"世\"","after":""}]}""")]
    public void Short_values_are_told_and_of_larger_ones_the_field(string before, string after, string facts)
    {
        var (from, to) = (JsonFields.Parse(before), JsonFields.Parse(after));

        Assert.Equal(facts, ChangeFacts.Of(from, to, [.. from.Values.Keys.Union(to.Values.Keys)], comment: null));
    }

    [Fact]
    public void A_comment_is_told_by_its_number_and_of_what_did_not_change_there_is_nothing_to_say()
    {
        Assert.Equal("""{"comment":7}""", ChangeFacts.Of(null, JsonFields.Empty, [], Comment));
        Assert.Null(ChangeFacts.Of(null, JsonFields.Parse("""{"title":"one"}"""), [], comment: null));
    }

    [Fact]
    public void However_much_changed_it_is_a_few_hundred_characters()
    {
        var large = JsonFields.Parse($$"""{"a":"{{new string('x', 10_000)}}","b":1{{new string('0', 200)}},"c":"{{new string('\u8a9e', 10_000)}}","d":"not told"}""");

        var facts = ChangeFacts.Of(large, large, ["a", "b", "c", "d"], comment: null)!;

        Assert.InRange(facts.Length, 100, 600);
        Assert.Contains("""{"field":"b"}""", facts, StringComparison.Ordinal);
        Assert.DoesNotContain("not told", facts, StringComparison.Ordinal);
    }
}
