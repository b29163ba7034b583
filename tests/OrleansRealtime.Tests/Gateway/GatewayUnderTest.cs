using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Inbox;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.Gateway.Sending;
using OrleansRealtime.Tests.Gateway.Connections;
using OrleansRealtime.Tests.Gateway.Entities;
using OrleansRealtime.Tests.Gateway.Inbox;
using OrleansRealtime.Tests.Gateway.Presence;

namespace OrleansRealtime.Tests.Gateway;

/// <summary>A gateway with connections whose sockets the test holds, over grains that the test plays, or brings.</summary>
internal sealed class GatewayUnderTest : IDisposable
{
    private readonly ServiceProvider _provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GatewayHeartbeat _heartbeat;
    private readonly GatewayPresence _presence;

    public GatewayUnderTest(
        GatewayOptions? options = null,
        TimeProvider? time = null,
        IEntitySource? entities = null,
        IUserSource? users = null,
        IPresenceSource? presence = null,
        ILogger<GatewayPresence>? presenceLog = null,
        ILoggerFactory? feedLogs = null)
    {
        Options = options ?? new();
        Time = time ?? TimeProvider.System;
        Metrics = new(Meters);
        var wrapped = Microsoft.Extensions.Options.Options.Create(Options);
        var presenceOptions = Microsoft.Extensions.Options.Options.Create(Presence);
        _heartbeat = new(presence ?? Rooms, presenceOptions, Time, NullLogger<GatewayHeartbeat>.Instance);
        _presence = new(presence ?? Rooms, _heartbeat, presenceOptions, wrapped, Time, presenceLog ?? NullLogger<GatewayPresence>.Instance);
        EntityFeeds = new(entities ?? Entities, Access, _presence, wrapped, Time, Metrics, (feedLogs ?? NullLoggerFactory.Instance).CreateLogger<EntityFeed>());
        UserFeeds = new(users ?? Users, RefusedUsers.Enqueue, wrapped, Time, Metrics, (feedLogs ?? NullLoggerFactory.Instance).CreateLogger<UserFeed>());
        Connections = new(new(
            EntityFeeds,
            UserFeeds,
            _presence,
            Access,
            Options,
            Time,
            Metrics,
            NullLogger<GatewayConnection>.Instance,
            NullLogger<ConnectionWriter>.Instance));
    }

    public GatewayOptions Options { get; }

    public PresenceOptions Presence { get; } = new();

    public TimeProvider Time { get; }

    public GatewayMetrics Metrics { get; }

    public IMeterFactory Meters => _provider.GetRequiredService<IMeterFactory>();

    public PlayedEntities Entities { get; } = new();

    public PlayedUsers Users { get; } = new();

    public PlayedRooms Rooms { get; } = new();

    public PlayedAccess Access { get; } = new();

    public ConcurrentQueue<UserKey> RefusedUsers { get; } = new();

    public GatewayConnections Connections { get; }

    public EntityFeeds EntityFeeds { get; }

    public UserFeeds UserFeeds { get; }

    public int FollowedEntities => EntityFeeds.Count;

    /// <summary>From now on the gateway is as one whose process was killed.</summary>
    public void Kill()
    {
        _heartbeat.Dispose();
        _presence.Dispose();
    }

    public TestClient Connect(string user = "ana", TimeSpan? tokenLifetime = null, bool watchesAbsent = false)
    {
        var now = Time.GetUtcNow();
        var socket = new PlayedSocket();
        return new(Connections, Connections.Open(new(new("demo", user), user, now, now + (tokenLifetime ?? TimeSpan.FromHours(1))), socket, watchesAbsent), socket);
    }

    /// <summary>As <see cref="Connect"/>; the badge, which comes when it likes, has come.</summary>
    public async Task<TestClient> ConnectAsync(string user = "ana", bool watchesAbsent = false)
    {
        var client = Connect(user, watchesAbsent: watchesAbsent);
        await client.Socket.NextAsync<Badge>();
        return client;
    }

    public void Dispose()
    {
        Kill();
        EntityFeeds.Dispose();
        UserFeeds.Dispose();
        _provider.Dispose();
    }
}

/// <summary>Says yes until told otherwise.</summary>
internal sealed class PlayedAccess : IEntityAccess
{
    public ConcurrentDictionary<(string Id, string User), bool> Denied { get; } = new();

    public ConcurrentQueue<string> Forgotten { get; } = new();

    public bool Fails { get; set; }

    public ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken) => Fails
        ? throw new InvalidOperationException("nobody knows")
        : new(Denied.ContainsKey((entity.Id, user)) ? EntityAccess.None : EntityAccess.Write);

    public void Forget(string workspace, string user, EntityKey? entity) => Forgotten.Enqueue($"{workspace} {user} {entity?.Id}");
}
