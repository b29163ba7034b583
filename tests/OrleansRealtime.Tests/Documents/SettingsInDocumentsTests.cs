using System.Text.RegularExpressions;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.TestKit.Documents;

namespace OrleansRealtime.Tests.Documents;

/// <summary>A setting that a document names is one that there is.</summary>
public sealed partial class SettingsInDocumentsTests
{
    /// <summary>Those of SETTINGS.md, which is made from the options.</summary>
    private static readonly string[][] All =
        [.. MarkdownFile.Read("src/SETTINGS.md").Prose.Split('\n').Select(line => Row().Match(line)).Where(row => row.Success).Select(row => row.Groups[1].Value.Split(':'))];

    public static TheoryData<string> Documents() => [.. MarkdownFile.All().Where(path => path != "src/SETTINGS.md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_setting_that_is_named_exists(string document)
    {
        var file = MarkdownFile.Read(document);
        var named = Named().Matches(file.Prose).Select(name => name.Groups[1].Value).Where(name => Settings.Sections.ContainsKey(name.Split(':')[0]));
        // A name without its end is that of what lies below it.
        Assert.All(named, name => Assert.True(All.Any(setting => Fits(name.Split(':'), setting[..Math.Min(setting.Length, name.Split(':').Length)])), $"{document}: {name} is no setting."));
        Assert.All(file.Snippets.SelectMany(Assigned), name => Assert.True(All.Any(setting => Fits(name.Split("__"), setting)), $"{document}: {name} is no setting."));
    }

    [Fact]
    public void A_setting_that_there_is_not_is_found_out()
    {
        Assert.Contains(All, setting => Fits(["Auth", "ApiKeys", "3", "Key"], setting));
        Assert.DoesNotContain(All, setting => Fits(["Auth", "ApiKeys", "one", "Key"], setting));
        Assert.DoesNotContain(All, setting => Fits(["Auth", "ApiKeys", "3"], setting));
        Assert.DoesNotContain(All, setting => Fits(["Access", "CachedFor"], setting));
    }

    private static bool Fits(string[] name, string[] setting) => name.Length == setting.Length && name.Zip(setting).All(pair =>
        pair.Second == "NAME" || (pair.Second == "N" ? pair.First == "N" || pair.First.All(char.IsAsciiDigit) : pair.First == pair.Second));

    private static IEnumerable<string> Assigned(Snippet snippet) => Variable().Matches(snippet.Text).Select(name => name.Groups[1].Value)
        .Where(name => Settings.Sections.ContainsKey(name.Split("__")[0]));

    [GeneratedRegex("^\\| `([A-Za-z:]+)` \\|")]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Z][A-Za-z]+(?::[A-Za-z0-9]+)+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"\b([A-Z][A-Za-z]+(?:__[A-Za-z0-9]+)+)=")]
    private static partial Regex Variable();
}
