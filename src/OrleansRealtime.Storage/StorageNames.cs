namespace OrleansRealtime.Storage;

/// <summary>Names under which storage is registered.</summary>
public static class StorageNames
{
    /// <summary>
    /// The one grain storage: <c>[PersistentState("entity", StorageNames.Grains)]</c>. It holds <c>StoredState</c> only.
    /// </summary>
    public const string Grains = "grains";
}
