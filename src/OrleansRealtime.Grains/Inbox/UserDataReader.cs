using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>Reads all that <see cref="Erasure"/> erases, a page of one kind at a time.</summary>
internal sealed class UserDataReader(UserKey user, InboxItems items, IGrainRows rows, PreferenceStore preferences, Decisions decisions)
{
    private const int PageSize = 500;

    private static readonly UserDataPage Nothing = new(null, [], [], [], [], null);

    /// <summary>Which life of an entity a row of a user lies in.</summary>
    public static string EpochOf(GrainRowPlace place) => place.Collection[(place.Collection.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <param name="inbox">As committed.</param>
    public Task<UserDataPage> PageAsync(InboxRecord inbox, UserDataCursor? after, CancellationToken cancellationToken) => after?.Kind switch
    {
        null or UserDataKind.Preferences => PreferencesAsync(),
        UserDataKind.Items => ItemsAsync(inbox, after.After, cancellationToken),
        UserDataKind.Notifications => NotificationsAsync(after.After, cancellationToken),
        UserDataKind.Following => PlacesAsync(PlacedRows.Followers, after.After, new(UserDataKind.Named, null), cancellationToken),
        UserDataKind.Named => PlacesAsync(PlacedRows.Named, after.After, null, cancellationToken),
        _ => throw new InvalidOperationException($"{after.Kind} is no kind of data."),
    };

    private async Task<UserDataPage> PreferencesAsync() =>
        Nothing with { Preferences = await preferences.FindAsync(), Next = new(UserDataKind.Items, null) };

    private async Task<UserDataPage> ItemsAsync(InboxRecord inbox, string? after, CancellationToken cancellationToken)
    {
        var (page, next) = await items.PageAsync(after, PageSize, cancellationToken);
        // Rows without a number in the record are what an erasure that did not come to its end left behind.
        return Nothing with
        {
            Items = [.. page.Where(item => inbox.Items.Contains(item.Seq)).Select(item => InboxRules.WithMarks(inbox, item))],
            Next = next is null ? new(UserDataKind.Notifications, null) : new(UserDataKind.Items, next),
        };
    }

    private async Task<UserDataPage> NotificationsAsync(string? after, CancellationToken cancellationToken)
    {
        var (page, next) = await decisions.PageAsync(after, PageSize, cancellationToken);
        return Nothing with { Notifications = [.. page], Next = next is null ? new(UserDataKind.Following, null) : new(UserDataKind.Notifications, next) };
    }

    private async Task<UserDataPage> PlacesAsync(PlacedRows kind, string? after, UserDataCursor? behind, CancellationToken cancellationToken)
    {
        // A collection has no space, whatever the key has.
        var space = after?.LastIndexOf(' ') ?? -1;
        var place = space < 0 ? (GrainRowPlace?)null : new(after![..space], after[(space + 1)..]);
        var page = await rows.FindPlacesAsync(kind, $"{user.Workspace}/", user.User, place, PageSize, cancellationToken);
        EntityRef[] entities = [.. page.Select(found => EntityKey.Parse(found.GrainKey)).Select(found => new EntityRef(found.Type, found.Id))];
        var isFollowers = kind is PlacedRows.Followers;
        return Nothing with
        {
            Following = isFollowers ? [.. entities] : [],
            Named = isFollowers ? [] : [.. entities],
            Next = page.Count < PageSize ? behind : new(isFollowers ? UserDataKind.Following : UserDataKind.Named, $"{page[^1].GrainKey} {page[^1].Collection}"),
        };
    }
}
