using System.Collections.Immutable;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Grains.Outbox;

/// <summary>
/// Delivers what an entity owes, beside its edits: only rows that name who could not be told are committed in turn with them. It delivers one
/// entry at a time, to each user until that user's grain has committed it; then the row goes. Who cannot be told is tried again and again, and what
/// comes after waits for that user alone. Whatever a crash leaves behind, the sweep wakes the entity and this starts over; users take each
/// notification once. Lives on its grain's scheduler.
/// </summary>
/// <param name="standing">Of this silo: one that lost it may have an heir to these entries elsewhere.</param>
/// <param name="writing">The commit whose write is under way, if one is.</param>
/// <param name="deliver">Tells an entry to all whom it is for, but for those whom it is given to pass over, who count as untold.</param>
/// <param name="note">Commits rows of entries that wait for a few.</param>
internal sealed partial class OutboxDelivery(
    GrainRowOwner owner,
    IGrainRows rows,
    IStanding standing,
    Func<ICommitRows?> writing,
    Func<OutboxEntry, IReadOnlySet<string>, CancellationToken, Task<FanOutcome<string>>> deliver,
    Func<IReadOnlyList<GrainRow>, Task> note,
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

    /// <summary>Only what names somebody and deletions get here: they wait one by one, and everything else gathers.</summary>
    private const int MaxEntries = 1_000;

    /// <summary>So many entries wait for those who cannot be told; then the oldest is given up. As many as may wait for everybody.</summary>
    private const int MaxPartial = MaxEntries;

    /// <summary>The most names in a row. Where more could not be told, the next activation tries everybody, and those who were told pass it
    /// over.</summary>
    private const int MaxRemaining = 1_000;

    private static readonly TimeSpan AbandonAfter = TimeSpan.FromDays(7);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    private readonly OutboxQueue _queue = new();
    private readonly CancellationTokenSource _stop = new();
    // Who could not be told in tries of the entry under delivery that were broken off; the next try passes them over.
    private readonly HashSet<string> _tried = new(StringComparer.Ordinal);
    private Task _run = Task.CompletedTask;
    private Task? _loading;
    private bool _isLoaded;
    private TaskCompletionSource _arrived = new();
    private int _partialFailures;
    private Deadline _nextPartial = new(TimeSpan.Zero, time);

    /// <summary>Whether no delivery is under way.</summary>
    public bool IsIdle => _run.IsCompleted;

    /// <summary>Whether so many entries wait, with those of this commit, that no more are taken of those that gather with no other.</summary>
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
        _arrived.TrySetResult();
        if (_run.IsCompleted && !_stop.IsCancellationRequested) _run = RunAsync();
    }

    /// <summary>Whether nothing is owed, once <see cref="OwesAsync"/> was asked.</summary>
    public bool OwesNothing => _isLoaded && _queue.Count == 0;

    /// <summary>Whether something is owed of a life of the entity.</summary>
    public async Task<bool> OwesAsync(string epoch)
    {
        await LoadAsync();
        return _queue.Owes(epoch);
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
        batch.Add(Row(entry));
    }

    private OutboxEntry? FindForGathering(OutboxEntry later, OwedEntries owed)
    {
        // Changes say no more than "changed", so one entry says it for all that wait. A comment is worth telling, unless too many are.
        if (later.Kind != NotificationKinds.Changed && !IsBusy(owed)) return null;
        return owed.ByNumber.Values.LastOrDefault(entry => entry.MayGather(later)) ?? _queue.FindForGathering(later);
    }

    private bool IsBusy(OwedEntries owed) => CountWith(owed) >= MaxSingle;

    private int CountWith(OwedEntries owed) => _queue.Waiting + owed.Added;

    // Never faults.
    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                await LoadAsync();
                if (_queue.PartialCount > 0 && _nextPartial.Left == TimeSpan.Zero) await DeliverPartialAsync();
                else if (_queue.Begin(IsCommitting) is { } entry) await DeliverAsync(entry);
                else if (_queue.PartialCount > 0) await ArrivesAsync(_nextPartial.Left);
                else return;
                failures = 0;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (CommitFailedException)
            {
                // What was noted may be committed all the same, and this activation knows only what was there before. The next one delivers.
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
    private Task LoadAsync() => _isLoaded ? Task.CompletedTask : _loading is { IsCompleted: false } ? _loading : _loading = ReadAsync();

    private async Task ReadAsync()
    {
        await foreach (var row in rows.AllAsync(owner, Collection, _stop.Token)) _queue.Found(RowJson.Read<OutboxEntry>(row));
        _isLoaded = true;
        ReportBacklog();
    }

    /// <summary>Until something is to be delivered, and no longer than that.</summary>
    private async Task ArrivesAsync(TimeSpan atMost)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        // A delay takes whole milliseconds. Less than one would be no wait, and the loop would spin until it is over.
        var delay = TimeSpan.FromMilliseconds(Math.Ceiling(atMost.TotalMilliseconds));
        await Task.WhenAny(_arrived.Task, Task.Delay(delay, time, waiting.Token));
        await waiting.CancelAsync();
    }

    private async Task DeliverAsync(OutboxEntry entry)
    {
        try
        {
            await standing.RequireAsync();
            if (await IsAbandonedAsync(entry))
            {
                _tried.Clear();
                return;
            }

            var outcome = await deliver(entry, _queue.Behind.Union(_tried).ToHashSet(StringComparer.Ordinal), _stop.Token);
            if (outcome.IsBrokenOff)
            {
                _tried.UnionWith(outcome.Untold);
                throw outcome.ToException();
            }

            await SettleAsync(entry, outcome);
            _tried.Clear();
        }
        catch (Exception error)
        {
            if (error is not OperationCanceledException) metrics.Delivered("failed");
            _queue.Postpone();
            throw;
        }
    }

    /// <summary>Tries those again who could not be told, each in the order of the entries: who cannot be told of one is not told of a later one.</summary>
    private async Task DeliverPartialAsync()
    {
        var untoldNow = new HashSet<string>(StringComparer.Ordinal);
        var failures = new List<Exception>();
        // Whatever becomes of this round, the next one leaves time for those behind whom nobody waits.
        _partialFailures++;
        var retry = PostponePartial(_partialFailures);
        await standing.RequireAsync();
        foreach (var entry in _queue.Partial)
        {
            if (await IsAbandonedAsync(entry)) continue;
            var remaining = entry.Remaining!.Value;
            if (remaining.All(untoldNow.Contains)) continue;
            _queue.Tried(entry.Number);
            var outcome = await deliver(entry, untoldNow, _stop.Token);
            failures.AddRange(outcome.Failures);
            if (outcome.IsBrokenOff)
            {
                // Whom it did not come to is the first of the next try, and is told of no later entry before.
                ImmutableArray<string> left = [.. remaining.Except(outcome.Told).Except(outcome.Untold), .. outcome.Untold];
                untoldNow.UnionWith(left);
                _queue.Narrow(entry with { Remaining = left });
                continue;
            }

            untoldNow.UnionWith(outcome.Untold);
            if (outcome.Untold.Count < remaining.Length) await SettleAsync(entry, outcome);
        }

        if (_queue.PartialCount == 0) _partialFailures = 0;
        if (failures.Count == 0) return;
        metrics.Delivered("failed");
        LogDeliveryFailed(new AggregateException(failures), owner.GrainKey, retry);
    }

    private TimeSpan PostponePartial(int failures)
    {
        var retry = Jitter.Pause(failures, FirstRetry, LastRetry);
        _nextPartial = new(retry, time);
        return retry;
    }

    /// <summary>Takes note of whom an entry reached: of all, or of all but a few, for whom alone it waits from now on.</summary>
    private async Task SettleAsync(OutboxEntry entry, FanOutcome<string> outcome)
    {
        await standing.RequireAsync();
        if (outcome.Untold.Count == 0)
        {
            await RemoveAsync(entry, "delivered");
            return;
        }

        var narrowed = entry with { Remaining = [.. outcome.Untold] };
        var isUntried = entry.Remaining is null && outcome.Failures.Count == 0 && _queue.IsFirstTry(entry.Number);
        if (isUntried && _queue.FindForGatheringPartial(narrowed)?.Gather(narrowed) is { } gathered)
        {
            await note([Row(gathered), new(Collection, RowJson.Number(entry.Number), null)]);
            _queue.Gathered(gathered, entry.Number);
            ReportBacklog();
            return;
        }

        // A row that names nobody says what it says already.
        if (outcome.Untold.Count <= MaxRemaining) await note([Row(narrowed)]);
        // Whoever failed only now is tried again soon, whoever else could not be told for long; and nobody is put off by it.
        var hasFailed = entry.Remaining is null && (outcome.Failures.Count > 0 || _tried.Count > 0);
        if (_queue.PartialCount == 0 || (hasFailed && _nextPartial.Left > FirstRetry)) PostponePartial(failures: 1);
        _queue.Narrow(narrowed, isUntried);
        if (entry.Remaining is null && outcome.Failures.Count > 0)
        {
            metrics.Delivered("failed");
            LogDeliveryFailed(outcome.ToException(), owner.GrainKey, _nextPartial.Left);
        }

        if (_queue.PartialCount <= MaxPartial) return;
        var oldest = _queue.Partial[0];
        LogTooManyPartial(owner.GrainKey, oldest.Number, oldest.Remaining!.Value.Length, MaxPartial);
        await RemoveAsync(oldest, "abandoned");
    }

    private GrainRow Row(OutboxEntry entry)
    {
        var stored = entry.Remaining?.Length > MaxRemaining ? entry with { Remaining = null } : entry;
        return new(Collection, RowJson.Number(entry.Number), RowJson.Write(stored), time.GetUtcNow() + DueAfter);
    }

    private async Task<bool> IsAbandonedAsync(OutboxEntry entry)
    {
        if (time.GetUtcNow() - entry.At <= AbandonAfter) return false;
        LogAbandoned(owner.GrainKey, entry.Number);
        await RemoveAsync(entry, "abandoned");
        return true;
    }

    private async Task RemoveAsync(OutboxEntry entry, string outcome)
    {
        await rows.DeleteAsync(owner, Collection, [RowJson.Number(entry.Number)], _stop.Token);
        metrics.Delivered(outcome);
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

    [LoggerMessage(7502, LogLevel.Error, "Gave up notification {Number} of {Entity} to {Users} users who cannot be told: {Most} later ones wait for such users")]
    private partial void LogTooManyPartial(string entity, long number, int users, int most);

    // next id: 7503
}
