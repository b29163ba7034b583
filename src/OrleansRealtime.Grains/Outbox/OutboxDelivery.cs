using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Grains.Outbox;

/// <summary>
/// Delivers what an entity owes, beside its edits and never in their way: one entry at a time, to each user until that user's grain has
/// committed it, then the row goes. Whatever a crash leaves behind, the sweep wakes the entity and this starts over; users take each
/// notification once. Lives on its grain's scheduler.
/// </summary>
/// <param name="standing">Of this silo: one that lost it may have an heir to these entries elsewhere.</param>
/// <param name="writing">The commit whose write is under way, if one is.</param>
internal sealed partial class OutboxDelivery(
    GrainRowOwner owner,
    IGrainRows rows,
    IStanding standing,
    Func<ICommitRows?> writing,
    Func<OutboxEntry, CancellationToken, Task> deliver,
    GrainsMetrics metrics,
    TimeProvider time,
    ILogger logger)
    : IAsyncDisposable
{
    public const string Collection = "outbox";

    /// <summary>When the sweep looks after an entry that is still there.</summary>
    public static readonly TimeSpan DueAfter = TimeSpan.FromSeconds(5);

    /// <summary>So many comments may wait one by one; those after them gather, but for what names somebody. 16: more, all at once, nobody
    /// reads.</summary>
    private const int MaxSingle = 16;

    /// <summary>Only what names somebody gets here: it waits one by one, and everything else gathers.</summary>
    private const int MaxEntries = 1_000;

    private static readonly TimeSpan AbandonAfter = TimeSpan.FromDays(7);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    private readonly OutboxQueue _queue = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private bool _loaded;

    /// <summary>Whether no delivery is under way.</summary>
    public bool IsIdle => _run.IsCompleted;

    /// <summary>Whether so many entries wait, with those of this commit, that no more are taken that name somebody.</summary>
    public bool IsFull(ICommitRows batch) => CountWith(batch.Effects<OwedEntries>()) >= MaxEntries;

    /// <summary>Has what happened committed as owed: by an entry of its own, or by one that waits and takes it in.</summary>
    /// <returns>The highest number that it took; at least the entry's own.</returns>
    public long Add(ICommitRows batch, OutboxEntry later)
    {
        var owed = batch.Effects<OwedEntries>();
        if (later.NamesSomebody && IsBusy(owed))
        {
            // Whom it names are told of it as it happened; the many who only follow, with whatever else waits for them.
            Put(batch, later.PartForNamed());
            later = later.PartForFollowers(later.Number + 1);
        }

        Put(batch, FindForGathering(later, owed)?.Gather(later) ?? later);
        return later.Number;
    }

    /// <summary>Takes the entries of a batch that is committed and sees to their delivery.</summary>
    public void Committed(ICommitRows batch)
    {
        var owed = batch.Effects<OwedEntries>().ByNumber;
        if (owed.IsEmpty) return;
        foreach (var entry in owed.Values) _queue.Committed(entry);
        ReportBacklog();
        Start();
    }

    /// <summary>Delivers what waits, if that is not under way already.</summary>
    public void Start()
    {
        if (_run.IsCompleted && !_stop.IsCancellationRequested) _run = RunAsync();
    }

    /// <summary>How many entries are committed and not delivered to everybody yet, and since when the first of them is owed.</summary>
    public async Task<(long Count, DateTimeOffset? Since)> OwedAsync()
    {
        if (await rows.ReadAsync(owner, Collection, new(Limit: 1)) is not [var first]) return (0, null);
        return (Math.Max(1, await rows.CountAsync(owner, Collection)), RowJson.Read<OutboxEntry>(first).Since);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        // From now on it is owed by whoever is woken for it.
        metrics.Outbox.Set(this, 0, oldest: null);
        _stop.Dispose();
    }

    private void Put(ICommitRows batch, OutboxEntry entry)
    {
        var owed = batch.Effects<OwedEntries>();
        var isNew = !owed.ByNumber.ContainsKey(entry.Number) && !_queue.Contains(entry.Number);
        batch.SetEffects(new OwedEntries { ByNumber = owed.ByNumber.SetItem(entry.Number, entry), Added = owed.Added + (isNew ? 1 : 0) });
        batch.Add(new(Collection, RowJson.Number(entry.Number), RowJson.Write(entry), time.GetUtcNow() + DueAfter));
    }

    private OutboxEntry? FindForGathering(OutboxEntry later, OwedEntries owed)
    {
        // Changes say no more than "changed", so one entry says it for all that wait. A comment is worth telling, unless too many are.
        if (later.Kind != NotificationKinds.Changed && !IsBusy(owed)) return null;
        return owed.ByNumber.Values.LastOrDefault(entry => entry.MayGather(later)) ?? _queue.FindForGathering(later);
    }

    private bool IsBusy(OwedEntries owed) => CountWith(owed) >= MaxSingle;

    private int CountWith(OwedEntries owed) => _queue.Count + owed.Added;

    // Never faults.
    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await LoadAsync();
                if (_queue.Begin(IsCommitting) is not { } entry) return;
                await DeliverAsync(entry);
                failures = 0;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // With jitter: what made one fail, as a store that is away, made those of all other entities fail too.
                var retry = Jitter.Pause(++failures, FirstRetry, LastRetry);
                LogDeliveryFailed(error, owner.GrainKey, retry);
                await Task.Delay(retry, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private bool IsCommitting(long number) => writing()?.Effects<OwedEntries>().ByNumber.ContainsKey(number) ?? false;

    // An earlier activation may have left entries with lower numbers, and those go first.
    private async Task LoadAsync()
    {
        if (_loaded) return;
        await foreach (var row in rows.AllAsync(owner, Collection, _stop.Token)) _queue.Found(RowJson.Read<OutboxEntry>(row));
        _loaded = true;
        ReportBacklog();
    }

    private async Task DeliverAsync(OutboxEntry entry)
    {
        try
        {
            await standing.RequireAsync();
            var isAbandoned = time.GetUtcNow() - entry.At > AbandonAfter;
            if (isAbandoned) LogAbandoned(owner.GrainKey, entry.Number);
            else await deliver(entry, _stop.Token);
            await standing.RequireAsync();
            await rows.DeleteAsync(owner, Collection, [RowJson.Number(entry.Number)], _stop.Token);
            metrics.Delivered(isAbandoned ? "abandoned" : "delivered");
        }
        catch (Exception error)
        {
            if (error is not OperationCanceledException) metrics.Delivered("failed");
            _queue.Postpone();
            throw;
        }

        _queue.Done(entry.Number);
        ReportBacklog();
    }

    private void ReportBacklog()
    {
        if (!_stop.IsCancellationRequested) metrics.Outbox.Set(this, _queue.Count, _queue.Oldest);
    }

    [LoggerMessage(7500, LogLevel.Warning, "Delivering the notifications of {Entity} failed; next try in {Retry}")]
    private partial void LogDeliveryFailed(Exception error, string entity, TimeSpan retry);

    [LoggerMessage(7501, LogLevel.Error, "Gave up notification {Number} of {Entity}: it could not be delivered for seven days")]
    private partial void LogAbandoned(string entity, long number);

    // next id: 7502
}
