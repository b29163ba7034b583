using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Documents;

/// <summary>SETTINGS.md has every setting there is: from the options' own words, defaults and checks.</summary>
[Collection(nameof(SharedServer))]
public sealed partial class SettingsTests(ServerApp app)
{
    private const string Begin = "<!-- begin of what is made from the options -->\n";
    private const string End = "<!-- end of what is made from the options -->\n";

    private static readonly string Page = Repository.PathOf("src", "SETTINGS.md");

    [Fact]
    public async Task The_page_is_what_the_options_say()
    {
        var kept = (await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var (begin, end) = (kept.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, kept.IndexOf(End, StringComparison.Ordinal));
        var made = kept[..begin] + string.Concat(Settings.Sections.Select(section => Section(section.Key, section.Value))) + kept[end..];
        if (kept == made) return;
        await File.WriteAllTextAsync(Page, made, TestContext.Current.CancellationToken);
        Assert.Fail($"{Page} was another page, and is written anew: commit it.");
    }

    [Fact]
    public void The_sections_are_all_that_the_server_binds()
    {
        var ours = Settings.Sections.Values.Select(type => type.Assembly).Distinct().SelectMany(assembly => assembly.GetTypes());

        Assert.Equal(ours.Where(IsBound).Select(type => type.Name).Order(), Settings.Sections.Values.Select(type => type.Name).Order());

        // Options that are bound are told when the configuration changes.
        bool IsBound(Type type) => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
            && app.Services.GetServices(typeof(IOptionsChangeTokenSource<>).MakeGenericType(type)).Any();
    }

    [Fact]
    public void Every_setting_says_what_it_is() => Assert.All(
        Settings.Sections.SelectMany(section => Rows(section.Key, section.Value, section.Value, [])), row => Assert.False(string.IsNullOrEmpty(row.Why), row.Name));

    private string Section(string name, Type type) =>
        $"\n## {name}\n\n{Docs.Of(type)}\n\n| setting | in the environment | default | may be | what it does |\n| --- | --- | --- | --- | --- |\n"
        + string.Concat(Rows(name, type, type, []).Select(row => $"| `{row.Name}` | `{row.Name.Replace(":", "__", StringComparison.Ordinal)}` | {row.Default} | {row.Bounds} | {row.Why} |\n"));

    /// <param name="within">The members that lead from the section to the type; <c>null</c> = one of them is a collection, and of its elements there
    /// are none by default.</param>
    private IEnumerable<Row> Rows(string path, Type type, Type section, ImmutableList<PropertyInfo>? within)
    {
        var instance = Activator.CreateInstance(type)!;
        foreach (var property in Settings.Of(type))
        {
            var (name, of, members) = ($"{path}:{property.Name}", property.PropertyType, within?.Add(property));
            while (!Settings.IsValue(of) && Settings.ElementOf(of) is { } element)
                (name, of, members) = (name + (typeof(IDictionary).IsAssignableFrom(of) ? ":NAME" : ":N"), element, null);
            if (Settings.IsValue(of)) yield return new(name, Default(property.GetValue(instance)), members is null ? "" : Bounds(section, members), Docs.Of(property));
            else
                foreach (var row in Rows(name, of, section, members)) yield return row;
        }
    }

    private static string Default(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{text}`",
        ICollection => "",
        _ => $"`{string.Format(CultureInfo.InvariantCulture, "{0}", value)}`",
    };

    /// <summary>The words of the check that refuses what is far too small, or far too large.</summary>
    private string Bounds(Type section, ImmutableList<PropertyInfo> members)
    {
        var property = members[^1];
        foreach (var extreme in Extremes(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType))
        {
            var options = Activator.CreateInstance(section)!;
            var owner = options;
            foreach (var member in members.SkipLast(1))
            {
                var inner = Activator.CreateInstance(member.PropertyType)!;
                member.SetValue(owner, inner);
                owner = inner;
            }

            property.SetValue(owner, extreme);
            foreach (var failure in Failures(section, options))
            {
                if (Rule(property.Name).Match(failure) is { Success: true } match) return match.Groups["rule"].Value;
            }
        }

        return "";
    }

    private IEnumerable<string> Failures(Type section, object options)
    {
        var checks = app.Services.GetServices(typeof(IValidateOptions<>).MakeGenericType(section));
        return checks.SelectMany(check =>
            ((ValidateOptionsResult)check!.GetType().GetMethod("Validate")!.Invoke(check, [LiveStreamNames.Provider, options])!).Failures ?? []);
    }

    private static object[] Extremes(Type type) => type switch
    {
        _ when type == typeof(int) => [int.MinValue, int.MaxValue],
        _ when type == typeof(TimeSpan) => [TimeSpan.FromDays(-1), TimeSpan.FromDays(100_000)],
        _ when type == typeof(string) => ["", new string('x', 1000)],
        _ when type.IsEnum => [Enum.ToObject(type, int.MaxValue)],
        _ => [],
    };

    /// <summary>As <see cref="OptionsCheck"/> has it, and the options of LiveStreams, which stands alone.</summary>
    private static Regex Rule(string name) => new($@"[ :]{name}( \([^)]*\))? is [^;]*; it (may|must) be (?<rule>.*?)\.$");

    private sealed record Row(string Name, string Default, string Bounds, string Why);

    /// <summary>The summaries that the compiler wrote beside the assemblies, as one line of Markdown.</summary>
    private static partial class Docs
    {
        public static string Of(Type type) => Text(type.Assembly, $"T:{type.FullName}");

        public static string Of(PropertyInfo property) => Text(property.DeclaringType!.Assembly, $"P:{property.DeclaringType.FullName}.{property.Name}");

        private static string Text(Assembly assembly, string member)
        {
            var file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
            var summary = XDocument.Load(file).Descendants("member").FirstOrDefault(found => (string?)found.Attribute("name") == member)?.Element("summary");
            return summary is null ? "" : Spaces().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
        }

        private static string Plain(XNode node) => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`",
            XElement other => other.Value,
            _ => "",
        };

        [GeneratedRegex(@"\s+")]
        private static partial Regex Spaces();
    }
}
