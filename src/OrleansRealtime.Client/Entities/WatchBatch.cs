namespace OrleansRealtime.Client.Entities;

/// <summary>One call to the hub.</summary>
internal sealed record WatchBatch(string Method, IReadOnlyList<WatchItem> Items)
{
    public const string Watch = "Watch";
    public const string Unwatch = "Unwatch";

    /// <summary>The hub's bound for one call.</summary>
    public const int MaxItems = 500;

    public IEnumerable<EntityRef> Entities => Items.Select(item => new EntityRef(item.Type, item.Id));
}
