using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Storage.Lineage;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>
/// Looks at the cluster's tables once a second, in every process: who is a member, whether the database is still the one that was served, what
/// access was forgotten. Orleans tells a client nothing of a silo that died, and a silo only what it needs itself.
/// </summary>
internal sealed partial class ClusterWatch(
    PostgreSqlDatabase database, IOptions<ClusterSettings> settings, DatabaseLineage lineage, ClusterClock clock, SiloConnections connections,
    IServiceProvider services, IProcessEnd process, [FromKeyedServices(ClusterTimings.Clock)] TimeProvider time, ILogger<ClusterWatch> logger)
    : BackgroundService, IClusterView
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What was forgotten is read again from so long before the last look on. 10 s: longer than a commit of one row takes to be seen.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    private readonly SiloAddress? _self = services.GetService<ILocalSiloDetails>()?.SiloAddress;
    private HashSet<long> _forgotten = [];
    private long? _lookedAt;
    private bool _isBlind;
    private bool _isClockOff;

    public IReadOnlyList<MemberSilo> Members { get; private set; } = [];

    public bool IsFirst => _self is not null && Members.FirstOrDefault(member => member.Status is SiloStatus.Active)?.Address.Equals(_self) == true;

    public TimeSpan ClockDifference => clock.DifferenceOf(time.GetUtcNow());

    public event Action<IReadOnlyList<MemberSilo>>? SilosLost;

    public event Action<SiloAddress>? ConnectionLost;

    public event Action<ForgottenAccess>? AccessForgotten;

    public async Task ForgetAccessAsync(ForgottenAccess access, CancellationToken ct = default)
    {
        AccessForgotten?.Invoke(access);
        var connection = await database.OpenClusterConnectionAsync(ct).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await connection.ExecuteAsync(
                database.Sql.AccessForget, ct, ("@ServiceId", database.ServiceId), ("@Workspace", access.Workspace), ("@UserId", access.User),
                ("@Entity", access.Entity)).ConfigureAwait(false);
        }
    }

    /// <summary>So that what starts later knows the members.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        connections.Ended += NoteConnectionEnded;
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        connections.Ended -= NoteConnectionEnded;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ClusterTimings.WatchInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) await LookAsync(stoppingToken).ConfigureAwait(false);
    }

    internal async Task LookAsync(CancellationToken ct)
    {
        try
        {
            var (asked, marked) = (time.GetTimestamp(), lineage.Marked);
            var look = await ReadAsync(Overlap + (_lookedAt is { } at ? time.GetElapsedTime(at) : TimeSpan.Zero), ct).ConfigureAwait(false);
            if (_isBlind) LogSeesAgain();
            _isBlind = false;
            clock.Note(DateTimeOffset.FromUnixTimeMilliseconds(look.Now), asked);
            NoteClock();
            NoteLineage(look, marked);
            NoteCluster(look);
            NoteForgotten(look.Forgotten);
            _lookedAt = asked;
            NoteMembers([.. look.Members.Select(member => member.ToMember())]);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (!_isBlind) LogBlind(e);
            _isBlind = true;
        }
    }

    private async Task<Look> ReadAsync(TimeSpan forgottenFor, CancellationToken ct)
    {
        var connection = await database.OpenClusterConnectionAsync(ct).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var answers = await connection.QueryAsync(
                database.Sql.ClusterView, row => row.GetString(0), CancellationToken.None,
                ("@ServiceId", database.ServiceId), ("@ClusterId", settings.Value.Id), ("@ForgottenFor", forgottenFor.TotalSeconds)).ConfigureAwait(false);
            return JsonSerializer.Deserialize<Look>(answers[0], Json)!;
        }
    }

    private void NoteMembers(IReadOnlyList<MemberSilo> now)
    {
        var (before, after) = (Members.ToDictionary(member => member.Address), now.ToDictionary(member => member.Address));
        Members = now;
        // Its own coming this silo tells itself (Standing).
        foreach (var member in now.Where(member => member.Status is SiloStatus.Active && !member.Address.Equals(_self)))
        {
            if (before.GetValueOrDefault(member.Address)?.Status is not SiloStatus.Active) LogJoined(member.Name, member.Address);
        }

        List<MemberSilo> lost = [.. before.Values.Where(member => !after.ContainsKey(member.Address))];
        foreach (var member in lost) LogLost(member.Name, member.Address);
        if (lost.Count > 0) SilosLost?.Invoke(lost);
    }

    /// <summary>Of a connection that a silo made, the port says nothing. Where several are at one address, each is held to be the one.</summary>
    private void NoteConnectionEnded(IPAddress address)
    {
        foreach (var silo in Members.Where(member => member.Address.Endpoint.Address.Equals(address) && !member.Address.Equals(_self)))
            ConnectionLost?.Invoke(silo.Address);
    }

    private void NoteForgotten(IReadOnlyList<Look.Forgetting> rows)
    {
        foreach (var row in rows)
        {
            if (!_forgotten.Contains(row.Id)) AccessForgotten?.Invoke(new(row.Workspace, row.User, row.Entity));
        }

        _forgotten = [.. rows.Select(row => row.Id)];
    }

    /// <summary>What this process holds is of another history than the database: everything that it answers is untrue.</summary>
    private void NoteLineage(Look look, long marked)
    {
        if (lineage.IsStillOf(look.Token, look.Mark, marked))
        {
            lineage.Saw(look.Mark ?? 0);
            return;
        }

        LogWentBack();
        process.Abort();
    }

    /// <summary>Of two that start at once on a database without members, one of another contract or cluster, the later one serves it.</summary>
    private void NoteCluster(Look look)
    {
        if ((look.Cluster ?? settings.Value.Id) == settings.Value.Id && (look.Contract ?? ContractVersion.Number) == ContractVersion.Number) return;
        LogReplaced(look.Cluster, look.Contract);
        process.Abort();
    }

    private void NoteClock()
    {
        var difference = ClockDifference;
        var isOff = difference.Duration() > ClusterTimings.NotableClockDifference;
        if (isOff && !_isClockOff) LogClock(difference.TotalSeconds);
        _isClockOff = isOff;
    }

    [LoggerMessage(7250, LogLevel.Information, "The silo {Name} ({Address}) is in the cluster", EventName = nameof(LogJoined))]
    private partial void LogJoined(string name, SiloAddress address);

    [LoggerMessage(7251, LogLevel.Warning, "The silo {Name} ({Address}) is not in the cluster any more", EventName = nameof(LogLost))]
    private partial void LogLost(string name, SiloAddress address);

    [LoggerMessage(7252, LogLevel.Warning, "The cluster's tables cannot be read; they are asked every second", EventName = nameof(LogBlind))]
    private partial void LogBlind(Exception exception);

    [LoggerMessage(7253, LogLevel.Information, "The cluster's tables can be read again", EventName = nameof(LogSeesAgain))]
    private partial void LogSeesAgain();

    [LoggerMessage(7254, LogLevel.Critical, "The database went back to an earlier state while it was served: what this process holds is of another history, and it ends", EventName = nameof(LogWentBack))]
    private partial void LogWentBack();

    [LoggerMessage(7255, LogLevel.Warning, "This machine's clock differs from the database's by {Seconds:0.0} s", EventName = nameof(LogClock))]
    private partial void LogClock(double seconds);

    [LoggerMessage(7256, LogLevel.Critical, "The cluster {Cluster} with the contract {Contract} has taken over this service: this process is of another one, and ends", EventName = nameof(LogReplaced))]
    private partial void LogReplaced(string? cluster, int? contract);

    // next id: 7257

    private sealed record Look(
        long Now, string? Token, long? Mark, string? Cluster, int? Contract, IReadOnlyList<Look.Row> Members, IReadOnlyList<Look.Forgetting> Forgotten)
    {
        public sealed record Row(string Address, int Port, int Generation, string Name, SiloStatus Status)
        {
            public MemberSilo ToMember() => new(SiloAddress.New(IPAddress.Parse(Address), Port, Generation), Name, Status);
        }

        public sealed record Forgetting(long Id, string Workspace, string User, string? Entity);
    }
}
