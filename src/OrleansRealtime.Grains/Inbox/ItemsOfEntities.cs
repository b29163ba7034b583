using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>
/// What becomes of the items about an entity when the entity is deleted, or when the user may not see it any more, or again. Decided when
/// that changes, for all its items at once, and kept in the record: reading and counting ask nobody.
/// </summary>
internal sealed partial class ItemsOfEntities(UserKey user, InboxItems items, IEntityAccess access, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan AskAgainAfterFailure = TimeSpan.FromSeconds(30);
    private const int AtOnce = 8;

    /// <summary>How many hidden items one arrival looks through; whatever is beyond comes back when access is next asked for.</summary>
    private const int MaxLookedThrough = 1_000;

    private readonly CancellationTokenSource _stop = new();
    private Task _asking = Task.CompletedTask;

    public AccessChanges Changes { get; } = new(time);

    /// <summary>Reads what a notification says of the items about its entity. Whoever brings it has asked about access, and may have done so before
    /// the last change. So access is asked for here where something hidden would be shown, and for a while after a change.</summary>
    /// <exception cref="Exception">Nobody can tell whether the user may see the entity; the notification is to come again.</exception>
    public async Task<(SeqSet Concerned, bool IsDenied)> PrepareAsync(InboxRecord inbox, Notification notification)
    {
        var concerned = await FindConcernedAsync(inbox, notification);
        if (notification.Entity is not { } entity || notification.Withheld is not null) return (concerned, false);
        var isCertain = !Changes.IsRecent && concerned.Intersect(inbox.Hidden).IsEmpty;
        if (isCertain || await CheckAsync(entity)) return (concerned, false);
        return (notification.EndsLife ? concerned : await FindConcernedAsync(inbox, notification with { Withheld = DecisionRules.NoAccess }), true);
    }

    /// <summary>The items of which a notification says something: that their entity is deleted, or that the user may see it, or may not.</summary>
    private async Task<SeqSet> FindConcernedAsync(InboxRecord inbox, Notification notification)
    {
        if (notification.Entity is not { } entity || inbox.Items.IsEmpty) return SeqSet.Empty;
        if (notification.EndsLife)
        {
            var about = await items.AboutAsync(entity);
            return SeqSet.Of(about.Where(item => Ends(notification, item.Life)).Select(item => item.Seq));
        }

        if (notification.Withheld == DecisionRules.NoAccess) return SeqSet.Of((await items.AboutAsync(entity)).Select(item => item.Seq));
        if (notification.Withheld is not null || inbox.Hidden.IsEmpty) return SeqSet.Empty;
        var hidden = items.EachAsync(inbox.Hidden.Descending().Take(MaxLookedThrough).ToArray());
        return SeqSet.Of(await hidden.Where(one => one.Item.Entity == entity).Select(one => one.Item.Seq).ToListAsync());
    }

    /// <param name="concerned">What <see cref="PrepareAsync"/> found, which is committed; what came earlier in this commit is concerned, too.</param>
    public void Apply(CommitBatch<InboxRecord> batch, Notification notification, SeqSet concerned)
    {
        if (batch.Record is not { } inbox || notification.Entity is not { } entity) return;
        var together = batch.Effects<InboxEffects>().Items.Where(item => item.Entity == entity && IsConcerned(item));
        concerned = concerned.Union(SeqSet.Of(together.Select(item => item.Seq)));
        if (concerned.IsEmpty) return;
        if (notification.EndsLife) Set(batch, InboxRules.EndLife(inbox, concerned));
        else if (notification.Withheld is null) Set(batch, InboxRules.Hide(inbox, hide: SeqSet.Empty, show: concerned));
        else Set(batch, InboxRules.Hide(inbox, hide: concerned, show: SeqSet.Empty));

        bool IsConcerned(InboxItem item) => notification.EndsLife
            ? Ends(notification, item.Life)
            : notification.Withheld is null or DecisionRules.NoAccess;
    }

    /// <summary>Whether a notification that ends a life of its entity ends the one that an item is about. <c>null</c>: the item does not say.</summary>
    private static bool Ends(Notification notification, string? life) => life is null || life == notification.Life;

    /// <summary>Whether the user may see an entity; <c>null</c>: nobody can tell now.</summary>
    public async Task<bool?> MayReadAsync(EntityRef entity)
    {
        try
        {
            return await CheckAsync(entity);
        }
        catch (Exception error)
        {
            if (!_stop.IsCancellationRequested) LogNobodyCanTell(error, user, entity);
            return null;
        }
    }

    private async Task<bool> CheckAsync(EntityRef entity) =>
        await access.CheckAsync(new(user.Workspace, entity.Type, entity.Id), user.User, _stop.Token) != EntityAccess.None;

    /// <summary>Asks for access to one entity anew; what is committed when this returns is as the answer says. Asked while nothing else is
    /// committed: of several who have it asked at once, the last answer is the one that stays.</summary>
    public async Task AskAsync(GroupCommit<InboxRecord> commits, EntityRef entity)
    {
        NoteChange(new(user.Workspace, entity.Type, entity.Id));
        if (HasNone(commits)) return;
        var (mayRead, about) = (default(bool?), SeqSet.Empty);
        await commits.RunAsync(
            batch => Apply(batch, hide: mayRead == false ? about : SeqSet.Empty, show: mayRead == true ? about : SeqSet.Empty, hasFailed: mayRead is null),
            async () =>
            {
                mayRead = await MayReadAsync(entity);
                about = SeqSet.Of((await items.AboutAsync(entity)).Select(item => item.Seq));
            });
    }

    /// <summary>Has access to everything asked anew beside the caller; a crash leaves it due.</summary>
    public async Task AskAllAsync(GroupCommit<InboxRecord> commits)
    {
        NoteChange(entity: null);
        if (HasNone(commits)) return;
        await commits.RunAsync(batch =>
        {
            if (batch.Record is null) return false;
            AccessDue.Demand(batch, time.GetUtcNow());
            return true;
        });
        Start(commits);
    }

    /// <summary>Ends what is asked beside the callers.</summary>
    public async Task StopAsync(CancellationToken patience)
    {
        await _stop.CancelAsync();
        await _asking.WaitAsync(patience);
    }

    /// <summary>Asks for access to everything when that is due.</summary>
    public async Task AskDueAsync(GroupCommit<InboxRecord> commits, DateTimeOffset now)
    {
        if (await items.FindAccessDueAsync() <= now) Start(commits);
    }

    // The call may have come before what every process is told, and what this one remembers is what changed.
    private void NoteChange(EntityKey? entity)
    {
        access.Forget(user.Workspace, user.User, entity);
        Changes.Add();
    }

    /// <summary>Whether there are no items, nor any on their way into the record.</summary>
    private static bool HasNone(GroupCommit<InboxRecord> commits) => commits.IsIdle && commits.Committed is not { Items.IsEmpty: false };

    // One that is under way asks again when access changes meanwhile.
    private void Start(GroupCommit<InboxRecord> commits)
    {
        if (_asking.IsCompleted) _asking = TryAskAllAsync(commits);
    }

    // Never faults: what is left stays due, and another activation asks.
    private async Task TryAskAllAsync(GroupCommit<InboxRecord> commits)
    {
        try
        {
            int changes;
            do
            {
                changes = Changes.Count;
                var answers = await AskAboutAllAsync();
                if (_stop.IsCancellationRequested) return;
                var (hide, show) = (SeqSet.Empty, SeqSet.Empty);
                await commits.RunAsync(
                    batch => changes == Changes.Count && ApplyAll(batch, hide, show, hasFailed: answers.ContainsValue(null)),
                    async () => (hide, show) = await SortAsync(answers));
            }
            while (changes != Changes.Count);
        }
        catch (Exception error)
        {
            LogAskingFailed(error, user);
        }
    }

    private async Task<Dictionary<EntityRef, bool?>> AskAboutAllAsync()
    {
        var answers = new Dictionary<EntityRef, bool?>();
        var entities = await items.AllAsync().Select(item => item.Entity).OfType<EntityRef>().ToHashSetAsync();
        foreach (var some in entities.Chunk(AtOnce))
        {
            if (_stop.IsCancellationRequested) break;
            foreach (var (entity, mayRead) in await Task.WhenAll(some.Select(async entity => (entity, await MayReadAsync(entity)))))
                answers.Add(entity, mayRead);
        }

        return answers;
    }

    /// <summary>The items that answers say something of. Of entities that came since, whoever brought them had asked.</summary>
    private async Task<(SeqSet Hide, SeqSet Show)> SortAsync(Dictionary<EntityRef, bool?> answers)
    {
        var byAnswer = await items.AllAsync()
            .Where(item => item.Entity is not null)
            .ToLookupAsync(item => answers.GetValueOrDefault(item.Entity!), item => item.Seq);
        return (SeqSet.Of(byAnswer[false]), SeqSet.Of(byAnswer[true]));
    }

    private bool Apply(CommitBatch<InboxRecord> batch, SeqSet hide, SeqSet show, bool hasFailed)
    {
        if (batch.Record is not { } inbox) return false;
        Set(batch, InboxRules.Hide(inbox, hide, show));
        if (hasFailed) AccessDue.Demand(batch, time.GetUtcNow() + AskAgainAfterFailure);
        return true;
    }

    private bool ApplyAll(CommitBatch<InboxRecord> batch, SeqSet hide, SeqSet show, bool hasFailed)
    {
        AccessDue.Demand(batch, at: null);
        if (!Apply(batch, hide, show, hasFailed)) return false;
        AccessDue.Restart(batch, time.GetUtcNow());
        return true;
    }

    private void Set(CommitBatch<InboxRecord> batch, InboxRecord after)
    {
        if (after == batch.Record) return;
        InboxItems.TellReset(batch);
        AccessDue.SetHidden(batch, after, time.GetUtcNow());
    }

    [LoggerMessage(7560, LogLevel.Warning, "Nobody can tell whether {User} may see {Entity}; it is asked again")]
    private partial void LogNobodyCanTell(Exception error, UserKey user, EntityRef entity);

    [LoggerMessage(7561, LogLevel.Warning, "What {User} may see was not asked to the end; it is asked again")]
    private partial void LogAskingFailed(Exception error, UserKey user);

    // next id: 7562
}
