namespace OrleansRealtime.Contracts;

/// <summary>The stream provider's name and its namespaces. A stream's key is its owner's grain key.</summary>
public static class LiveStreamNames
{
    public const string Provider = "live";
    public const string Entities = "entity";
    public const string Users = "user";
}
