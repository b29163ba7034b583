using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRealtime.Entities;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Gateway;
using OrleansRealtime.Users;

namespace OrleansRealtime.Tests.Server.Gateway;

/// <summary>A gateway with connections whose sockets the test holds, over grains that the test plays, or brings.</summary>
internal sealed class GatewayUnderTest : IDisposable
{
    private readonly ServiceProvider _provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly EntityFeeds _entityFeeds;
    private readonly UserFeeds _userFeeds;

    public GatewayUnderTest(GatewayOptions? options = null, TimeProvider? time = null, IEntitySource? entities = null, IUserSource? users = null)
    {
        Options = options ?? new();
        Time = time ?? TimeProvider.System;
        Metrics = new(_provider.GetRequiredService<IMeterFactory>());
        var wrapped = Microsoft.Extensions.Options.Options.Create(Options);
        _entityFeeds = new(entities ?? Entities, Access, wrapped, Time, Metrics, NullLogger<EntityFeed>.Instance);
        _userFeeds = new(users ?? Users, RefusedUsers.Enqueue, wrapped, Time, Metrics, NullLogger<UserFeed>.Instance);
        Connections = new(new(
            _entityFeeds,
            _userFeeds,
            Access,
            Options,
            Time,
            Metrics,
            NullLogger<GatewayConnection>.Instance,
            NullLogger<ConnectionOutbox>.Instance));
    }

    public GatewayOptions Options { get; }

    public TimeProvider Time { get; }

    public GatewayMetrics Metrics { get; }

    public PlayedEntities Entities { get; } = new();

    public PlayedUsers Users { get; } = new();

    public PlayedAccess Access { get; } = new();

    public ConcurrentQueue<UserKey> RefusedUsers { get; } = new();

    public GatewayConnections Connections { get; }

    public int FollowedEntities => _entityFeeds.Count;

    public TestClient Connect(string user = "ana", TimeSpan? tokenLifetime = null)
    {
        var now = Time.GetUtcNow();
        var caller = new Caller(CallerKind.User, null, ["demo"], [], user, user, now, now + (tokenLifetime ?? TimeSpan.FromHours(1)));
        var socket = new PlayedSocket();
        return new(Connections, Connections.Open(caller, socket), socket);
    }

    /// <summary>As <see cref="Connect"/>; the badge, which comes when it likes, has come.</summary>
    public async Task<TestClient> ConnectAsync(string user = "ana")
    {
        var client = Connect(user);
        await client.Socket.NextAsync<Badge>();
        return client;
    }

    public void Dispose()
    {
        _entityFeeds.Dispose();
        _userFeeds.Dispose();
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
