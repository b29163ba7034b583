using BenchmarkDotNet.Attributes;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Entities;

namespace OrleansRealtime.LoadTest.Micro;

/// <summary>A merge patch of three fields, of which one is an object.</summary>
public class MergeBenchmarks
{
    private static readonly JsonFields Change = JsonFields.Parse("""{"title":"Another title of usual length","rank":"b1","estimate":{"hours":3}}""");

    private JsonFields _fields = JsonFields.Empty;

    /// <summary>That the entity has.</summary>
    [Params(10, 200)]
    public int Fields { get; set; }

    [GlobalSetup]
    public void SetUp() => _fields = Samples.Fields(Fields);

    [Benchmark]
    public object Patch() => FieldMerge.Patch(_fields, Change);
}
