using BenchmarkDotNet.Attributes;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests.Json;

namespace OrleansRealtime.LoadTest.Micro;

/// <summary>The body of a PATCH, from its bytes to the patch.</summary>
public class MergePatchBenchmarks
{
    private readonly byte[] _body = """{"title":"Another title of usual length","rank":"b1","estimate":{"hours":3,"by":"bo"},"tags":["one","two"]}"""u8.ToArray();

    [Benchmark]
    public object Read()
    {
        using var document = JsonBody.Parse(_body, WireJson.MaxDepth);
        return FieldsRules.Patch(RequestReader.ReadFields(document.RootElement));
    }
}
