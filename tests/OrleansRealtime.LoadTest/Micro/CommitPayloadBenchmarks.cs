using BenchmarkDotNet.Attributes;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.LoadTest.Micro;

/// <summary>What one commit of an entity hands to the store.</summary>
public class CommitPayloadBenchmarks
{
    private readonly JsonGrainStorageSerializer _serializer = new();
    private StoredState<EntityRecord>? _stored;

    /// <summary>That the entity has.</summary>
    [Params(10, 200)]
    public int Fields { get; set; }

    /// <summary>Keys and outbox entries of the commit.</summary>
    [Params(0, 3)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void SetUp() => _stored = new()
    {
        State = new("k3v9x0qa", 17, Samples.Fields(Fields), 500, 3, 4, Samples.Noon, Samples.Noon, "ana", Deleted: false, 2),
        Rows = [.. Enumerable.Range(0, Rows).Select(n => new GrainRow("key", $"a-request-{n}", """{"status":200,"position":"k3v9x0qa:17","hash":"0123456789abcdef"}""", Samples.Noon))],
    };

    [Benchmark]
    public object Serialize() => _serializer.Serialize(_stored);
}
