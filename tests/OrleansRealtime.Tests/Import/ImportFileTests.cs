using System.Text;
using OrleansRealtime.Import;

namespace OrleansRealtime.Tests.Import;

/// <summary>A file of somebody else's: what is read of it, and what is said of a line that is none.</summary>
public sealed class ImportFileTests : IDisposable
{
    private const string One = """{"type":"workitem","id":"1","fields":{"title":"One"}}""";
    private const string Two = """{"type":"workitem","id":"2","fields":{},"actor":"ana","createdAt":"2024-05-01T09:00:00Z","followers":["bo"],"comments":[{"text":"Look","author":"ana"}]}""";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData($"{One}\n{Two}\n")]
    [InlineData($"{One}\n{Two}")]
    [InlineData($"{One}\r\n\r\n  \n{Two}\r\n")]
    [InlineData($"\uFEFF{One}\n{Two}")]
    public async Task Lines_are_entities_however_they_end(string text)
    {
        var lines = await ReadAsync(text);

        Assert.Equal(["1", "2"], lines.Select(line => line.Entity.Id));
        Assert.Equal("One", lines[0].Entity.Fields.GetProperty("title").GetString());
        var two = lines[1].Entity;
        Assert.Equal(("ana", new DateTimeOffset(2024, 5, 1, 9, 0, 0, TimeSpan.Zero)), (two.Actor, two.CreatedAt));
        Assert.Equal(("bo", "Look", "ana"), (Assert.Single(two.Followers!), Assert.Single(two.Comments!).Text, two.Comments![0].Author));
    }

    [Fact]
    public async Task An_empty_file_has_none() => Assert.Empty(await ReadAsync(""));

    [Fact]
    public async Task Lines_longer_than_what_is_read_at_once_are_read_whole()
    {
        var title = new string('\u8a9e', 300_000);

        var lines = await ReadAsync($$$"""{{{One}}}{{{"\n"}}}{"type":"workitem","id":"long","fields":{"title":"{{{title}}}"}}{{{"\n"}}}{{{Two}}}""");

        Assert.Equal(title, lines[1].Entity.Fields.GetProperty("title").GetString());
        Assert.Equal([1, 2, 3], lines.Select(line => line.Number));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"workitem","id":"1"}""")]
    [InlineData("""{"type":"workitem","id":"1","fields":[]}""")]
    [InlineData("""{"type":"workitem","id":"1","fields":null}""")]
    [InlineData("""{"type":"workitem","id":1,"fields":{}}""")]
    [InlineData("""{"type":null,"id":"1","fields":{}}""")]
    [InlineData("""{"type":"workitem","id":"1","fields":{},"color":"red"}""")]
    [InlineData("""{"type":"workitem","id":"1","id":"2","fields":{}}""")]
    [InlineData("""{"type":"workitem","id":"1","fields":{},"createdAt":"yesterday"}""")]
    [InlineData("""{"type":"workitem","id":"1","fields":{},"followers":"bo"}""")]
    [InlineData("""{"type":"workitem","id":"1","fields":{},"followers":[null]}""")]
    [InlineData("""{"type":"workitem","id":"1","fields":{},"comments":[null]}""")]
    [InlineData("""{"type":"workitem","id":"1","fields":{},"comments":[{"text":"Look"}]}""")]
    [InlineData("""{"type":"workitem","id":"1","fields":{}} trailing""")]
    public async Task A_line_that_is_no_entity_is_named(string line)
    {
        var refused = await Assert.ThrowsAsync<BadLineException>(() => ReadAsync($"{One}\n\n{line}\n{Two}"));

        Assert.StartsWith("Line 3: ", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Length is > 12 and < 500, refused.Message);
    }

    [Fact]
    public async Task A_line_without_an_end_is_not_kept()
    {
        await using (var file = File.OpenWrite(_path)) file.SetLength(ImportFile.LongestLine + 2);

        var refused = await Assert.ThrowsAsync<BadLineException>(() => ReadAsync());

        Assert.StartsWith("Line 1: It has more than 4,194,304 bytes.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_line_is_sent_under_follows_from_the_line_alone()
    {
        var (first, again, other) = ((await ReadAsync(One))[0], (await ReadAsync($"{Two}\n{One}"))[1], (await ReadAsync(Two))[0]);

        Assert.Equal(first.Key("0"), again.Key("0"));
        Assert.Equal(4, ((string[])[first.Key("0"), first.Key("1"), other.Key("0"), other.Key("1")]).Distinct().Count());
        Assert.InRange(first.Key("49").Length, 1, 255);
    }

    private Task<List<ImportLine>> ReadAsync(string text)
    {
        File.WriteAllText(_path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return ReadAsync();
    }

    private async Task<List<ImportLine>> ReadAsync()
    {
        var lines = new List<ImportLine>();
        await foreach (var line in ImportFile.ReadAsync(_path, TestContext.Current.CancellationToken)) lines.Add(line);
        return lines;
    }
}
