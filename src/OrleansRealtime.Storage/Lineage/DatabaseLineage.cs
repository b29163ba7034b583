using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Storage.Lineage;

/// <summary>
/// Database and data folder each hold a mark that only grows, renewed every few seconds and at a clean stop, the database's first. So a
/// database whose mark is below the folder's is a copy from before. On SQLite so is one that was served and comes to a folder without a mark; on
/// PostgreSQL that is a new node of the cluster.
/// What this cannot see: a copy that is younger than the last mark, and a folder that was put back together with its database.
/// </summary>
internal sealed partial class DatabaseLineage(
    IGrainDatabase database, IOptions<StorageOptions> options, IOptions<ClusterSettings> cluster, TimeProvider time, ILogger<DatabaseLineage> logger)
    : IDatabaseLineage
{
    /// <summary>How much of what a restore takes back can stay unnoticed. Ten seconds: one small write in that time is nothing.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly string _file = Path.Combine(Path.GetFullPath(options.Value.Folder), "mark");
    private string? _token;
    private long _mark;
    private long _marked;

    public string Token => _token ?? throw new InvalidOperationException("The database has not been opened.");

    /// <summary>To be awaited after the database was opened, and before anything is served.</summary>
    public async Task OpenAsync(CancellationToken ct)
    {
        var rows = await database.ReadAsync(
            database.Sql.LineageRead, row => (Token: row.GetString(0), Mark: row.GetInt64(1)), [ServiceId], ct).ConfigureAwait(false);
        if (rows is [var served])
        {
            (_token, _mark) = served;
            if (WentBack(served.Mark)) await RestartAsync(ct).ConfigureAwait(false);
        }
        else
        {
            _token = "";
        }

        await MarkAsync(ct).ConfigureAwait(false);
    }

    /// <summary>The highest mark that this process saw in the database, or was to put there; 0 before the first. One that was refused counts: the database has a higher one, or went back.</summary>
    public long Marked => Volatile.Read(ref _marked);

    /// <summary>The database had this mark: one that has less from now on went back.</summary>
    public void Saw(long mark)
    {
        for (var marked = Marked; marked < mark; marked = Marked)
        {
            if (Interlocked.CompareExchange(ref _marked, mark, marked) == marked) return;
        }
    }

    /// <summary>Whether a database with this token and mark is the one that this process opened, and did not go back. Without either, it was served
    /// by nobody yet.</summary>
    /// <param name="marked"><see cref="Marked"/> of before the database was asked: a mark that came meanwhile is not in its answer.</param>
    public bool IsStillOf(string? token, long? mark, long marked) => (token ?? "") == Token && (mark ?? 0) >= marked;

    /// <summary>A new token for a database that went back. To be awaited after <see cref="OpenAsync"/>, and before anything is served.</summary>
    /// <exception cref="StorageStartException">Others serve it: they hold what it has lost. Or nobody ever did.</exception>
    public async Task RestartAsync(CancellationToken ct)
    {
        if (_mark == 0) throw new StorageStartException($"Nobody has served the service '{options.Value.ServiceId}' from this database yet.");
        _token = RandomNumberGenerator.GetString(Alphabet, 4);
        var restarted = await database.WriteAsync(
            database.Sql.LineageRestart, _ => true, [ServiceId, ("@ClusterId", cluster.Value.Id), ("@Token", _token)], ct).ConfigureAwait(false);
        if (restarted.Count == 0)
        {
            throw new StorageStartException(
                $"The database of the service '{options.Value.ServiceId}' went back to an earlier state while other silos serve it: stop all of them, then start.");
        }

        LogWentBack(options.Value.ServiceId);
    }

    private bool WentBack(long mark) => HasFolder && (ReadFile() is { } last ? last > mark : database.Store == StorageOptions.Sqlite);

    private bool HasFolder => cluster.Value.HasGrains;

    /// <summary>Marks until it is stopped.</summary>
    public async Task MarkForeverAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false)) await TryMarkAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As asked for.
        }
    }

    /// <summary>A mark that fails is made up for by the next.</summary>
    public async Task TryMarkAsync(CancellationToken ct)
    {
        try
        {
            await MarkAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogMarkFailed(e, options.Value.ServiceId);
        }
    }

    /// <summary>The mark of a clean stop. Whatever keeps it away is a warning, also that the host has no time left: without it a copy may be
    /// younger than the mark before and pass for the database itself, and a stop that fails would be worse.</summary>
    public async Task MarkLastAsync(CancellationToken patience)
    {
        try
        {
            // A store may wait for its turn without looking at the token.
            await MarkAsync(patience).WaitAsync(patience).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogLastMarkFailed(e, options.Value.ServiceId);
        }
    }

    private async Task MarkAsync(CancellationToken ct)
    {
        if (!HasFolder) return;
        // A clock that was set back must not make this database look like a copy.
        _mark = Math.Max(_mark + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        await database.WriteAsync(
            database.Sql.LineageWrite, _ => 0, [ServiceId, ("@Token", Token), ("@Mark", _mark), ("@Marked", Marked)], ct).ConfigureAwait(false);
        Saw(_mark);
        var unfinished = _file + ".new";
        await File.WriteAllTextAsync(unfinished, _mark.ToString(CultureInfo.InvariantCulture), ct).ConfigureAwait(false);
        File.Move(unfinished, _file, overwrite: true);
    }

    private (string, object?) ServiceId => ("@ServiceId", database.ServiceId);

    private long? ReadFile()
    {
        if (!File.Exists(_file)) return null;
        // One that nobody can read is none: taking the positions for another history's costs viewers a state, and nothing else.
        return long.TryParse(File.ReadAllText(_file), NumberStyles.None, CultureInfo.InvariantCulture, out var mark) ? mark : null;
    }

    [LoggerMessage(7230, LogLevel.Warning, "The database of service {ServiceId} went back to an earlier state; all positions are of a new epoch")]
    private partial void LogWentBack(string serviceId);

    [LoggerMessage(7231, LogLevel.Warning, "The database of service {ServiceId} could not be marked; it is tried again")]
    private partial void LogMarkFailed(Exception cause, string serviceId);

    [LoggerMessage(7232, LogLevel.Warning, "The database of service {ServiceId} could not be marked at the stop; the mark before counts")]
    private partial void LogLastMarkFailed(Exception cause, string serviceId);

    // next id: 7233
}
