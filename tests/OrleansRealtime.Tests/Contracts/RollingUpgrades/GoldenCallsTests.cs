using System.Reflection;
using System.Runtime.CompilerServices;
using OrleansRealtime.Contracts;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Tests.Contracts.RollingUpgrades;

/// <summary>
/// Data/golden-calls.txt has every call that a build in service makes, by its alias and the types of what it passes, and every grain that it makes
/// one to. A line stays for as long as such a build may run; what is new is added.
/// </summary>
public sealed class GoldenCallsTests
{
    [Fact]
    public void Every_call_of_an_earlier_build_is_taken_and_every_new_one_is_noted()
    {
        var (noted, now) = (File.ReadAllLines(Path()), Calls().Concat(Grains()).Order(StringComparer.Ordinal).ToList());

        Complaints.None(noted.Except(now).Select(call => $"An earlier build makes the call {call}, and nothing takes it"));
        Complaints.None(now.Except(noted).Select(call => $"Add the line to golden-calls.txt: {call}"));
    }

    private static IEnumerable<string> Calls() =>
        from type in typeof(EntityKey).Assembly.GetTypes().Concat(typeof(LiveBatch).Assembly.GetTypes())
        where type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)
        from method in type.GetMethods()
        where !method.IsStatic
        select $"{AliasOf(type)}.{AliasOf(method)}({string.Join(", ", method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))}) {NameOf(method.ReturnType)}";

    /// <summary>A grain's name, by which the others address it, comes of its class.</summary>
    private static IEnumerable<string> Grains() =>
        from type in typeof(GrainsHosting).Assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false } && typeof(Grain).IsAssignableFrom(type)
        select $"class {type.Name}";

    private static string AliasOf(MemberInfo member) => member.GetCustomAttributes<AliasAttribute>(inherit: false).FirstOrDefault()?.Alias
        ?? throw new InvalidOperationException($"{member.DeclaringType?.Name}.{member.Name} has no alias, and its name could not be changed.");

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;

    private static string Path([CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "Data", "golden-calls.txt");
}
