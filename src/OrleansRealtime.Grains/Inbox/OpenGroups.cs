using System.Collections.Immutable;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The items that may still take in another notification: the newest of each kind and entity. Derived from the inbox and forgotten
/// with the activation; bounded by forgetting those longest untouched, which then take in nothing more. Immutable.</summary>
internal sealed class OpenGroups
{
    /// <summary>Of so many entities one person is told within minutes.</summary>
    public const int Max = 200;

    public static readonly OpenGroups Empty = new(ImmutableDictionary<(string, EntityRef), InboxItem>.Empty);

    private readonly ImmutableDictionary<(string Kind, EntityRef Entity), InboxItem> _items;

    private OpenGroups(ImmutableDictionary<(string Kind, EntityRef Entity), InboxItem> items) => _items = items;

    public int Count => _items.Count;

    public InboxItem? Find(Notification next) =>
        next.Entity is { } entity && _items.TryGetValue((next.Kind, entity), out var item) ? item : null;

    /// <summary>Whether the item of this number may still take something in.</summary>
    public bool Has(long seq) => _items.Values.Any(item => item.Seq == seq);

    public OpenGroups Put(InboxItem item)
    {
        if (item.Entity is not { } entity) return this;
        var items = _items.SetItem((item.Kind, entity), item);
        return new(items.Count > Max ? items.Remove(items.MinBy(open => open.Value.Seq).Key) : items);
    }
}
