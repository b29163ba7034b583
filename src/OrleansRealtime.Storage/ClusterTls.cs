namespace OrleansRealtime.Storage;

/// <summary>Subsection <c>Cluster:Tls</c>: how silos and gateways know each other. Without it whoever reaches a silo's ports may call every
/// grain.</summary>
public sealed class ClusterTls
{
    public const string Section = $"{ClusterSettings.Section}:Tls";

    /// <summary>The file with this process's certificate (PEM), signed by the authority. It serves for both ends of a connection: with extended key
    /// usages it has those of a server and of a client. Names in it do not count.</summary>
    public string? Certificate { get; set; }

    /// <summary>The file with the certificate's private key (PEM, not encrypted).</summary>
    public string? Key { get; set; }

    /// <summary>The file with the authority that signed the certificates of all processes of the cluster, or with several while one takes over from
    /// another (PEM). Whoever has a certificate of it is one of the cluster: it signs for nothing else.</summary>
    public string? Authority { get; set; }

    /// <summary>Whether any of it is set; then all of it has to be.</summary>
    public bool IsOn => Certificate is not null || Key is not null || Authority is not null;
}
