using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Hub;

namespace OrleansRealtime.LoadTest.Micro;

/// <summary>A frame from its body to the bytes that all its viewers get.</summary>
public class FrameWritingBenchmarks
{
    private readonly PlainHubProtocol _protocol = new(new JsonHubProtocol(Options.Create(JsonOptions())));
    private readonly EntityChange _change = new(2, JsonFields.Parse("""{"title":"Another title of usual length","rank":"b1"}"""), null, Samples.Noon, "ana");
    private readonly EntitySnapshot _snapshot = new(Samples.Key, new("k3v9x0qa", 2), Samples.Fields(20), 3, 4, Samples.Noon, Samples.Noon, "ana");

    [Benchmark]
    public ReadOnlyMemory<byte> Changed() => Bytes(Frame.Changed(Samples.Key, "k3v9x0qa", 1, _change));

    [Benchmark]
    public ReadOnlyMemory<byte> State() => Bytes(Frame.State(_snapshot, reset: false));

    private ReadOnlyMemory<byte> Bytes(Frame frame) => EncodedFrame.Of(frame).Whole.GetSerializedMessage(_protocol);

    private static JsonHubProtocolOptions JsonOptions()
    {
        var options = new JsonHubProtocolOptions();
        WireJson.Configure(options.PayloadSerializerOptions);
        return options;
    }
}
