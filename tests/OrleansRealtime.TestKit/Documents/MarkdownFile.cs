using System.Text;
using System.Text.RegularExpressions;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.TestKit.Documents;

/// <summary>A document of the repository: its fenced blocks, its links and what can be linked to in it.</summary>
internal sealed partial class MarkdownFile
{
    private readonly List<string> _prose = [];

    private MarkdownFile(string path)
    {
        Path = path;
        List<Snippet> snippets = [];
        var (begin, language, text) = (0, "", new StringBuilder());
        foreach (var (index, line) in File.ReadLines(BuiltServer.PathInRepository(path.Split('/'))).Index())
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                if (begin > 0) text.Append(line).Append('\n');
                else _prose.Add(line);
                continue;
            }

            if (begin > 0) snippets.Add(new(path, begin, language, text.ToString()));
            (begin, language) = begin > 0 ? (0, "") : (index + 1, line[3..].Trim());
            text.Clear();
        }

        Unexpected.Unless(begin == 0, $"{path}: the block of line {begin} has no end.");
        Snippets = snippets;
    }

    /// <summary>From the repository's root, with <c>/</c>.</summary>
    public string Path { get; }

    public IReadOnlyList<Snippet> Snippets { get; }

    /// <summary>All but the fenced blocks.</summary>
    public string Prose => string.Join('\n', _prose);

    /// <summary>Where its links and pictures lead.</summary>
    public IEnumerable<string> Links => Link().Matches(Prose).Select(link => link.Groups[1].Value);

    /// <summary>What a link may have behind <c>#</c>: its headings, as GitHub names them.</summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            var anchors = new HashSet<string>();
            foreach (var heading in _prose.Where(line => Heading().IsMatch(line)))
            {
                var name = Anchor(heading);
                for (var (again, tried) = (1, name); !anchors.Add(tried); again++) tried = $"{name}-{again}";
            }

            return anchors;
        }
    }

    /// <param name="path">From the repository's root, with <c>/</c>.</param>
    public static MarkdownFile Read(string path) => new(path);

    /// <summary>The documents of the repository that are its own: nothing that was installed, built or made by a test.</summary>
    public static IEnumerable<string> All()
    {
        var root = BuiltServer.PathInRepository();
        string[] others = ["node_modules", "bin", "obj", "artifacts", "data"];
        return FilesIn(root).Select(file => System.IO.Path.GetRelativePath(root, file).Replace('\\', '/')).Order();

        IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder, "*.md").Concat(Directory.EnumerateDirectories(folder)
            .Where(inner => System.IO.Path.GetFileName(inner) is var name && !others.Contains(name) && !name.StartsWith('.'))
            .SelectMany(FilesIn));
    }

    private static string Anchor(string heading)
    {
        var text = Link().Replace(heading.TrimStart('#').Trim(), "]").ToLowerInvariant();
        return string.Concat(text.Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')).Replace(' ', '-');
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex Heading();
}
