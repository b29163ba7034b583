namespace OrleansRealtime.TestKit.Servers;

/// <summary>Where a server runs.</summary>
/// <param name="Address">The IP address that it listens on.</param>
/// <param name="Network">A network namespace; <c>null</c>: the machine's own.</param>
internal sealed record ServerPlace(string Address, string? Network = null)
{
    public static readonly ServerPlace Here = new("127.0.0.1");
}
