using OrleansRealtime.TestKit.Documents;

namespace OrleansRealtime.Tests.Documents;

/// <summary>Every fenced block of the documents that people follow is run by a test, or stands here with the reason why not.</summary>
public sealed class SnippetTests
{
    private const string Curl = "tests/OrleansRealtime.EndToEndTests/Documents/CurlTests.cs";
    private const string Import = "tests/OrleansRealtime.EndToEndTests/Documents/ImportDocumentTests.cs";
    private const string Published = "tests/OrleansRealtime.EndToEndTests/Documents/PublishedServerTests.cs";
    private const string Program = "tests/OrleansRealtime.EndToEndTests/Packages/ReadmeProgramTests.cs";
    private const string Contract = "tests/OrleansRealtime.Tests/Documents/AccessContractTests.cs";
    private const string Nginx = "tests/OrleansRealtime.EndToEndTests/Documents/NginxDocumentTests.cs";
    private const string Script = "tests/OrleansRealtime.EndToEndTests/Documents/RunScriptTests.cs";
    private const string Web = "src/web/react/test/package.test.ts";

    private const string NeedsDocker = "Wants Docker; the files are parsed by Infra.";
    private const string NeedsSystemd = "Wants root and systemd; SystemdUnitTests checks the unit and the paths, PublishedServerTests what it starts.";

    /// <summary>By how a block begins: the test that reads it from the document and runs it.</summary>
    private static readonly (string Document, string Begins, string Test)[] Run =
    [
        // Its second line runs the tests.
        ("README.md", "./run  ", Script),
        ("README.md", "./run --postgres", Script),
        ("README.md", "curl ", Curl),
        ("README.md", "import { connect", Web),
        ("README.md", "import { Bell", Web),
        ("README.md", "builder.Services", Program),
        ("README.md", "var item", Program),
        ("docs/access.md", "export URL", Curl),
        ("docs/access.md", "curl ", Curl),
        ("docs/access.md", "{", Contract),
        ("docs/import.md", "./import", Import),
        ("docs/import.md", "{", Import),
        ("docs/modelling.md", "export URL", Curl),
        ("docs/modelling.md", "curl ", Curl),
        ("docs/production.md", "curl ", Curl),
        ("docs/production.md", "dotnet publish", Published),
        ("docs/production.md", "install -d -o", Published),
        ("infra/README.md", "./run --move", Script),
        ("infra/README.md", "export DB", Script),
        ("infra/README.md", "mkdir -p data/nginx", Nginx),
        ("infra/README.md", "kill -TERM", Script),
        ("infra/README.md", "umask 077", Script),
        ("infra/README.md", "createdb", Script),
        // The second lines of these two want Docker.
        ("infra/README.md", "./run --backup", Script),
        ("infra/README.md", "./run --restored", Script),
    ];

    /// <summary>By how a block begins: why nothing runs it.</summary>
    private static readonly (string Document, string Begins, string Reason)[] NotRun =
    [
        ("docs/production.md", "useradd", NeedsSystemd),
        ("docs/production.md", "systemctl stop", NeedsSystemd),
        ("docs/production.md", "dotnet run", "Measures for minutes, on a machine that does nothing else; LoadTest has tests of its own."),
        ("infra/README.md", "POSTGRES_PASSWORD", NeedsDocker),
        ("infra/README.md", "mkdir -p infra/cluster/tls", NeedsDocker),
        ("infra/README.md", "kubectl", "Wants a Kubernetes cluster; KubernetesTests parses the files."),
    ];

    public static TheoryData<string> Documents() =>
        [.. MarkdownFile.All().Where(path => path is "README.md" or "infra/README.md" || path.StartsWith("docs/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_block_is_run_or_has_a_reason(string document) => Assert.All(
        MarkdownFile.Read(document).Snippets,
        // SettingsInDocumentsTests looks at those that are settings.
        snippet => Assert.True(snippet.IsSettings || Claims(snippet) == 1, $"{snippet}: {Claims(snippet)} tests or reasons for the block that begins with '{snippet.FirstLine}'."));

    [Fact]
    public void Every_test_and_every_reason_has_a_block()
    {
        var snippets = Documents().SelectMany(document => MarkdownFile.Read(document.Data).Snippets).ToList();
        Assert.All(Run.Concat(NotRun), claim => Assert.True(snippets.Any(snippet => Is(snippet, claim.Item1, claim.Item2)), $"{claim.Item1} has no block that begins with '{claim.Item2}'."));
        Assert.All(Run, claim => Assert.True(File.Exists(Repository.PathOf(claim.Test.Split('/'))), $"{claim.Test} is not there."));
    }

    private static int Claims(Snippet snippet) => Run.Concat(NotRun).Count(claim => Is(snippet, claim.Item1, claim.Item2));

    private static bool Is(Snippet snippet, string document, string begins) =>
        snippet.Document == document && snippet.Text.StartsWith(begins, StringComparison.Ordinal);
}
