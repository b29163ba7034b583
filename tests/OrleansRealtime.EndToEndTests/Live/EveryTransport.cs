namespace OrleansRealtime.EndToEndTests.Live;

public sealed class EveryTransport : TheoryData<string>
{
    public EveryTransport() => AddRange(Transports.All.ToArray());
}
