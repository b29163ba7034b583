using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Preferences;

/// <summary>One user's preferences: a row, read when it is first needed and kept in memory as last committed.</summary>
internal sealed class PreferenceStore(GrainRowOwner owner, IGrainRows rows)
{
    private readonly LoadedOnce<UserPreferences> _committed = new(async () =>
        await rows.FindAsync(owner, PreferenceRows.Preferences, PreferenceRows.Only) is { } row
            ? RowJson.Read<UserPreferences>(row)
            : UserPreferences.Empty);

    /// <summary>As last committed; <c>null</c> until they were read.</summary>
    public UserPreferences? Value => _committed.Value;

    /// <summary>Reads them unless that was done. By the grain's one writer alone: a reading beside a commit could put what was in the place
    /// of what is.</summary>
    public Task LoadAsync() => _committed.LoadAsync();

    public static void Set(ICommitRows batch, UserPreferences preferences) =>
        batch.Add(new(PreferenceRows.Preferences, PreferenceRows.Only, RowJson.Write(preferences)));

    /// <summary>Those that are stored; <c>null</c>: nobody ever set any, or they were erased.</summary>
    public async Task<UserPreferences?> FindAsync() =>
        await rows.FindAsync(owner, PreferenceRows.Preferences, PreferenceRows.Only) is { } row ? RowJson.Read<UserPreferences>(row) : null;

    public static void Remove(ICommitRows batch) => batch.Add(new(PreferenceRows.Preferences, PreferenceRows.Only, null));

    /// <summary>The preferences as the operations of this commit so far leave them.</summary>
    public UserPreferences In(ICommitRows batch) =>
        SetIn(batch) ?? Value ?? throw new InvalidOperationException($"{nameof(LoadAsync)} comes first.");

    /// <summary>Keeps in mind what was committed.</summary>
    /// <returns>Whether the commit set preferences.</returns>
    public bool Committed(ICommitRows batch)
    {
        if (SetIn(batch) is not { } preferences) return false;
        _committed.Value = preferences;
        return true;
    }

    private static UserPreferences? SetIn(ICommitRows batch) =>
        batch.TryGetRow(PreferenceRows.Preferences, PreferenceRows.Only, out var row)
            ? row.Value is null ? UserPreferences.Empty : RowJson.Read<UserPreferences>(row)
            : null;
}
