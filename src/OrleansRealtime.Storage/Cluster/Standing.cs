using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>
/// The standing of this silo in a cluster on PostgreSQL: it asks for its own row in the membership table twice a second, and holds for the lease
/// from before each question whose answer was that it is alive. <see cref="TimeProvider.GetTimestamp"/> goes on while a process is frozen. Once
/// the row says that the silo is dead it never holds again, and the process is ended.
/// </summary>
internal sealed partial class Standing(
    ServiceSession session, ILocalSiloDetails silo, IOptions<ClusterOptions> cluster, Eviction eviction,
    [FromKeyedServices(ClusterTimings.Clock)] TimeProvider time, ILogger<Standing> logger)
    : IStanding, IHostedService
{
    private const string Question =
        """
        SELECT Status FROM OrleansMembershipTable
        WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
        """;

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _began = time.GetTimestamp();
    private long _seenAlive;
    private volatile bool _isDead;
    private volatile bool _isStopping;

    public bool Holds =>
        Volatile.Read(ref _seenAlive) is var seen && seen != 0 && !_isDead && time.GetElapsedTime(seen) < ClusterTimings.StandingLease;

    public ValueTask RequireAsync() =>
        Holds ? ValueTask.CompletedTask
        : _first.Task.IsCompleted ? ValueTask.FromException(new NotStandingException())
        : new(WaitForFirstAsync());

    public Task StartAsync(CancellationToken cancellationToken)
    {
        session.Question = AskAsync;
        return Task.CompletedTask;
    }

    /// <summary>Before the silo stops, which writes at its end that it is dead.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        return Task.CompletedTask;
    }

    /// <summary>Calls may come as soon as the others know this silo, and before it has asked once.</summary>
    private async Task WaitForFirstAsync()
    {
        await Task.WhenAny(_first.Task, Task.Delay(ClusterTimings.StandingLease, time)).ConfigureAwait(false);
        if (!Holds) throw new NotStandingException();
    }

    internal async Task AskAsync(NpgsqlConnection connection)
    {
        var asked = time.GetTimestamp();
        var address = silo.SiloAddress;
        var rows = await connection.QueryAsync(
            Question, row => (SiloStatus)row.GetInt32(0), CancellationToken.None,
            ("@DeploymentId", cluster.Value.ClusterId), ("@Address", address.Endpoint.Address.ToString()), ("@Port", address.Endpoint.Port),
            ("@Generation", address.Generation)).ConfigureAwait(false);
        var isAlive = rows is [not SiloStatus.Dead];
        // Before it has joined there is no row.
        if (!isAlive && rows.Count == 0 && !_first.Task.IsCompleted) return;
        if (isAlive && !_isDead)
        {
            Volatile.Write(ref _seenAlive, asked);
            _first.TrySetResult();
            if (rows[0] is SiloStatus.Active && eviction.NoteJoined()) LogJoined(address, time.GetElapsedTime(_began).TotalSeconds);
            return;
        }

        if (_isDead) return;
        _isDead = true;
        _first.TrySetResult();
        if (_isStopping) return;
        eviction.End();
    }

    [LoggerMessage(7240, LogLevel.Information, "The silo {Silo} is in the cluster, {Seconds:0.0} s after its start", EventName = nameof(LogJoined))]
    private partial void LogJoined(SiloAddress silo, double seconds);

    // next id: 7243: 7241 and 7242 are of Eviction
}
