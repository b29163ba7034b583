using OrleansRealtime.Tests.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace OrleansRealtime.Tests.Infra;

/// <summary>YAML files of the repository as maps and lists.</summary>
internal static class Yaml
{
    public static Dictionary<object, object> Read(string file) => Assert.Single(ReadAll(file));

    /// <summary>The documents of a file.</summary>
    public static IReadOnlyList<Dictionary<object, object>> ReadAll(string file)
    {
        using var text = File.OpenText(Repository.PathOf(file));
        var (parser, deserializer, documents) = (new MergingParser(new Parser(text)), new Deserializer(), new List<Dictionary<object, object>>());
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _)) documents.Add(deserializer.Deserialize<Dictionary<object, object>>(parser));
        return documents;
    }

    public static Dictionary<object, object> Map(object node) => Assert.IsType<Dictionary<object, object>>(node);

    public static List<object?> List(object node) => Assert.IsType<List<object?>>(node);

    /// <summary>What stands at the end of a path of names.</summary>
    public static object At(this Dictionary<object, object> map, params string[] path) =>
        path[..^1].Aggregate(map, (inner, name) => Map(inner[name]))[path[^1]];

    public static IEnumerable<Dictionary<object, object>> Maps(object node) => List(node).Select(item => Map(item!));
}
