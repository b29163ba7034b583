namespace OrleansRealtime.Storage.Lineage;

/// <summary>
/// Tells a database that was put back from a copy from the one that was served before. What is committed after that is another history: a
/// position of the old one may name a version that the new one reaches, too, with other contents.
/// </summary>
public interface IDatabaseLineage
{
    /// <summary>Empty for a database that never went back; otherwise four of <c>[a-z0-9]</c>, drawn when it was last found to have gone
    /// back. Constant while the process runs, and known before any grain is.</summary>
    string Token { get; }
}
