using System.Collections;
using System.Reflection;
using OrleansRealtime.LoadTest.Micro;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>Each benchmark does its work once, at each of its sizes; what it takes is not asked for.</summary>
public sealed class MicroTests
{
    public static TheoryData<string> Names() => [.. MicroCommand.Benchmarks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_benchmark_does_its_work(string name)
    {
        var type = MicroCommand.Benchmarks[name];
        var sized = type.GetProperties().Where(property => Has(property, "Params")).ToList();
        foreach (var n in Enumerable.Range(0, sized.Count == 0 ? 1 : sized.Max(property => Sizes(property).Count)))
        {
            var benchmarks = Activator.CreateInstance(type)!;
            foreach (var property in sized) property.SetValue(benchmarks, Sizes(property)[n % Sizes(property).Count]);
            foreach (var setUp in With(type, "GlobalSetup")) setUp.Invoke(benchmarks, null);
            var all = With(type, "Benchmark");
            Assert.NotEmpty(all);
            Assert.All(all, benchmark => Assert.Equal(benchmark.ReturnType == typeof(void), benchmark.Invoke(benchmarks, null) is null));
            foreach (var cleanUp in With(type, "GlobalCleanup")) cleanUp.Invoke(benchmarks, null);
        }
    }

    // By name: the packages of benchmarks are the load tool's alone, because one of them hides our own command line.
    private static bool Has(MemberInfo member, string attribute) => member.CustomAttributes.Any(each => each.AttributeType.Name == $"{attribute}Attribute");

    private static List<MethodInfo> With(Type type, string attribute) => [.. type.GetMethods().Where(method => Has(method, attribute))];

    private static IList Sizes(PropertyInfo property)
    {
        var sizes = property.GetCustomAttributes().Single(each => each.GetType().Name == "ParamsAttribute");
        return (IList)sizes.GetType().GetProperty("Values")!.GetValue(sizes)!;
    }
}
