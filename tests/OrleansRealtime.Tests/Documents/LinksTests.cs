using OrleansRealtime.TestKit.Documents;

namespace OrleansRealtime.Tests.Documents;

/// <summary>What a document points at in the repository is there: files, folders and headings.</summary>
public sealed class LinksTests
{
    public static TheoryData<string> Documents() => [.. MarkdownFile.All()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_into_the_repository_leads_somewhere(string document) => Assert.All(
        MarkdownFile.Read(document).Links.Where(link => !link.Contains("://", StringComparison.Ordinal)),
        link => Assert.True(Leads(document, link), $"{document} links to {link}."));

    [Fact]
    public void Every_cell_of_the_comparison_has_a_source()
    {
        var rows = MarkdownFile.Read("docs/comparison.md").Prose.Split('\n')
            .Where(line => line.StartsWith('|') && line.Split('|')[1].Trim() is { Length: > 0 } name && name != "---").ToList();
        Assert.True(rows.Count > 30);
        Assert.All(rows.SelectMany(row => row.Split('|')[2..^1]), cell => Assert.Matches(@"\]\((https://|\.\./|[a-z]+\.md)", cell));
    }

    [Fact]
    public void The_table_of_documents_has_all_of_its_folder() => Assert.Empty(MarkdownFile.All()
        .Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && path != "docs/README.md").Select(path => path["docs/".Length..])
        .Except(MarkdownFile.Read("docs/README.md").Links));

    private static bool Leads(string document, string link)
    {
        var (path, anchor) = link.Split('#') is [var before, var behind] ? (before, behind) : (link, null);
        var folder = Path.GetDirectoryName(document)!;
        var target = path.Length == 0 ? document : Path.GetRelativePath(Repository.PathOf(), Repository.PathOf(folder, path)).Replace('\\', '/');
        if (!Path.Exists(Repository.PathOf(target))) return false;
        return anchor is null || (target.EndsWith(".md", StringComparison.Ordinal) && MarkdownFile.Read(target).Anchors.Contains(anchor));
    }
}
