using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

public sealed class CommittedRowsTests
{
    [Theory]
    [InlineData("", "a")]
    [InlineData("key", "")]
    [InlineData("key", "a\0b")]
    public void A_row_that_would_be_stored_under_another_name_is_refused(string collection, string id) =>
        Assert.ThrowsAny<ArgumentException>(() => CommittedRows.Of([new(collection, id, "1")]));

    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public void A_name_with_half_a_surrogate_pair_is_refused(int half)
    {
        Assert.ThrowsAny<ArgumentException>(() => CommittedRows.Of([new("key", $"a{(char)half}b", "1")]));
        Assert.ThrowsAny<ArgumentException>(() => CommittedRows.Of([new($"{(char)half}", "a", "1")]));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("1,2")]
    [InlineData("1 2")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\"a \\")]
    public void A_value_that_is_no_json_is_refused(string value) =>
        Assert.ThrowsAny<Exception>(() => CommittedRows.Of([new("key", "a", value)]));

    [Theory]
    [InlineData(" { \"a b\" : [ 1.10 ,\n\tnull ] } ", "{\"a b\":[1.10,null]}")]
    [InlineData("[\" \\\" \\\\\" , \"\\u0020 \"]", "[\" \\\" \\\\\",\"\\u0020 \"]")]
    public void White_space_between_the_tokens_of_a_value_is_not_kept_and_all_else_is(string value, string kept) =>
        Assert.Equal(kept, CommittedRows.Of([new("key", "a", value)]).Single().Value);

    [Fact]
    public void Of_two_rows_with_one_name_the_later_counts_and_the_json_null_deletes() =>
        Assert.Equal(
            [new("other", "a", "2"), new("key", "b", null), new("key", "a", "3")],
            CommittedRows.Of([new("key", "a", "1"), new("other", "a", "2"), new("key", "b", " null "), new("key", "a", "3")]));
}
