using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Entities;

namespace OrleansRealtime.Tests.Grains.Entities;

public class AssigneesTests
{
    [Theory]
    [InlineData("""{"assignee":"bo"}""", "bo")]
    [InlineData("""{"assignee":["bo","chi","bo"]}""", "bo chi")]
    [InlineData("""{"assignee":["bo",1,null,{"user":"dee"},["eve"],"not/a/user",""]}""", "bo")]
    [InlineData("""{"assignee":"not/a/user"}""", "")]
    [InlineData("""{"assignee":""}""", "")]
    [InlineData("""{"assignee":7}""", "")]
    [InlineData("""{"assignee":{"user":"bo"}}""", "")]
    [InlineData("""{"assignee":null}""", "")]
    [InlineData("""{"owner":"bo"}""", "")]
    public void A_user_or_an_array_of_users_and_nothing_else(string fields, string users) =>
        Assert.Equal(users, string.Join(' ', Assignees.Of(JsonFields.Parse(fields), "assignee")));

    [Fact]
    public void A_crowd_is_cut_off() =>
        Assert.Equal(50, Assignees.Of(JsonFields.Parse($$"""{"a":[{{string.Join(',', Enumerable.Range(0, 1_000).Select(n => $"\"u{n}\""))}}]}"""), "a").Length);

    [Theory]
    [InlineData(null, """{"assignee":"bo"}""", "bo")]
    [InlineData("""{}""", """{"assignee":"bo"}""", "bo")]
    [InlineData("""{"assignee":"bo"}""", """{"assignee":"bo","title":"two"}""", "")]
    [InlineData("""{"assignee":"bo"}""", """{"assignee":["bo","chi"]}""", "chi")]
    [InlineData("""{"assignee":["bo","chi"]}""", """{"assignee":["chi","bo"]}""", "")]
    [InlineData("""{"assignee":"bo"}""", """{}""", "")]
    public void New_is_who_was_none_before(string? before, string after, string users) =>
        Assert.Equal(users, string.Join(' ', AssigneeChange.Of(before is null ? null : Record(before), Record(after), "assignee").New));

    [Fact]
    public void After_a_deletion_all_are_new() =>
        Assert.Equal(["bo"], AssigneeChange.Of(Record("""{"assignee":"bo"}""") with { Deleted = true }, Record("""{"assignee":"bo"}"""), "assignee").New);

    private static EntityRecord Record(string fields) => new(
        "life", 1, JsonFields.Parse(fields), 0, 0, 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null, Deleted: false, 0);
}
