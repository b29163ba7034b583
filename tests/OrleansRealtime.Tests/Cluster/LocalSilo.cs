namespace OrleansRealtime.Tests.Cluster;

/// <summary>The silo of a process, for who asks which it is.</summary>
internal sealed class LocalSilo(SiloAddress address) : ILocalSiloDetails
{
    public string Name => "silo";

    public string ClusterId => "c";

    public string DnsHostName => "host";

    public SiloAddress SiloAddress => address;

    public SiloAddress GatewayAddress => address;
}
