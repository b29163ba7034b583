using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The items that may still take in another notification: the newest of each kind and entity. Derived from the inbox and forgotten
/// with the activation; bounded by forgetting those longest untouched, which then simply are not folded into.</summary>
internal sealed class OpenGroups
{
    /// <summary>Of so many entities one person is told within minutes.</summary>
    public const int Max = 200;

    private readonly Dictionary<(string Kind, EntityRef Entity), InboxItem> _items = [];

    public int Count => _items.Count;

    public InboxItem? Find(Notification next) =>
        next.Entity is { } entity && _items.TryGetValue((next.Kind, entity), out var item) ? item : null;

    public void Put(InboxItem item)
    {
        if (item.Entity is not { } entity) return;
        _items[(item.Kind, entity)] = item;
        if (_items.Count > Max) _items.Remove(_items.MinBy(open => open.Value.Seq).Key);
    }
}
