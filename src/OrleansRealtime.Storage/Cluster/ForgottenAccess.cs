namespace OrleansRealtime.Storage.Cluster;

/// <summary>An answer about access that nobody may go on to remember.</summary>
/// <param name="Entity"><c>type/id</c>; <c>null</c>: all that the user may see.</param>
public sealed record ForgottenAccess(string Workspace, string User, string? Entity);
