using System.Diagnostics;

namespace OrleansRealtime.Gateway;

/// <summary>Traces of the gateway: source <c>OrleansRealtime.Gateway</c>.</summary>
internal static class GatewayTracing
{
    public const string SourceName = "OrleansRealtime.Gateway";

    public static readonly ActivitySource Source = new(SourceName);
}
