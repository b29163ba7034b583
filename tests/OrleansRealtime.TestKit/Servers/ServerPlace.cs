namespace OrleansRealtime.TestKit.Servers;

/// <summary>Where a server runs.</summary>
/// <param name="Address">The IP address that it listens on.</param>
/// <param name="Network">A network namespace; <c>null</c>: the machine's own.</param>
/// <param name="Environment">What its process has in its environment besides.</param>
internal sealed record ServerPlace(string Address, string? Network = null, IReadOnlyDictionary<string, string>? Environment = null)
{
    public static readonly ServerPlace Here = new("127.0.0.1");
}
