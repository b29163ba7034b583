using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Tests.Contracts;

public sealed class NamesTests
{
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a/b")]
    [InlineData("/")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    public void What_no_path_and_no_key_can_hold_is_no_id(string? text) => Assert.False(Names.IsId(text));

    [Fact]
    public void No_control_character_is_in_an_id_or_a_field_wherever_it_stands_and_their_neighbours_are()
    {
        foreach (var control in Enumerable.Range(0x00, 0x20).Append(0x7f).Concat(Enumerable.Range(0x80, 0x20)).Select(code => (char)code))
        {
            foreach (var text in (string[])[$"{control}", $"{control}a", $"a{control}b", $"a{control}"])
                Assert.False(Names.IsId(text) || Names.IsField(text), $"U+{(int)control:x4} in {text.Length} characters");
        }

        foreach (var neighbour in (char[])[' ', '~', '\u00a0']) Assert.True(Names.IsId($"a{neighbour}b") && Names.IsField($"a{neighbour}b"), $"U+{(int)neighbour:x4}");
    }

    [Fact]
    public void Half_a_surrogate_pair_and_a_129th_character_are_in_no_id()
    {
        Assert.True(Names.IsId(new('a', 128)));
        Assert.False(Names.IsId("a\ud83d"));
        Assert.False(Names.IsId("\ude00a"));
        Assert.False(Names.IsId(new string('a', 129)));
    }

    [Theory]
    [InlineData("ana@acme.com")]
    [InlineData("auth0|5f7c8")]
    [InlineData("ACME\\ana")]
    [InlineData("urn:u:1")]
    [InlineData("a+b")]
    [InlineData("jürgen")]
    [InlineData("a b")]
    [InlineData("%2e")]
    [InlineData("...")]
    [InlineData("😀")]
    public void What_an_identity_provider_makes_is_an_id(string text) => Assert.True(Names.IsId(text));

    [Fact]
    public void A_key_is_read_back_as_it_was_and_two_are_never_written_alike() => Check.QuickThrowOnFailure(Prop.ForAll(
        Arb.From(Keys), Arb.From(Keys), (a, b) =>
            EntityKey.Parse(a.ToString()) == a
            && UserKey.Parse(new UserKey(a.Workspace, a.Id).ToString()) == new UserKey(a.Workspace, a.Id)
            && (a == b) == (a.ToString() == b.ToString())
            // What is before the first slash tells Orleans' storage that the key is a text.
            && a.ToString().IndexOfAny(['/', '+']) == a.Workspace.Length
            // The storage formats keys.
            && a.ToString().IndexOfAny(['{', '}']) < 0));

    private static Gen<EntityKey> Keys =>
        from workspace in Gen.Elements("a", "b", "user", "a-b")
        from type in Gen.Elements("a", "b", "user", "a-b")
        from id in Ids
        select new EntityKey(workspace, type, id);

    private static Gen<string> Ids => Gen.Elements("a", "b", "+", ".", "%2F", "\\", "user", "|", ":", " ", "é", "e\u0301", "😀", "-", "\"", "'", "42", "~", "{", "}", "%", "7B", "25")
        .ListOf()
        .Select(parts => string.Concat(parts))
        .Where(Names.IsId);
}
