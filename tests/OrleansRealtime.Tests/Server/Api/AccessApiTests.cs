using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Feeds;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.Tests.Gateway;
using OrleansRealtime.Tests.Server.Hub;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Access that is taken away by REST ends what the same process sends, whatever becomes of the event that says so.</summary>
public sealed class AccessApiTests : IClassFixture<AccessApiTests.DeafServer>
{
    private readonly string _workspace = RestCaller.NewWorkspace();
    private readonly DeafServer _server;
    private readonly RestCaller _api;

    public AccessApiTests(DeafServer server)
    {
        (_server, _api) = (server, server.Api(workspace: _workspace));
        server.Access.Denied.Clear();
        server.Access.Fails = false;
    }

    [Fact]
    public async Task Frames_stop_though_the_event_never_comes()
    {
        (await _api.SendAsync("PUT", "entities/workitem/1", """{"fields":{"n":1}}""")).Is(201);
        await using var ana = await _server.HubAsync(await _api.TokenAsync("ana"));
        Assert.True((await ana.WatchAsync("1")).GetProperty("ok").GetBoolean());
        await ana.NextAsync("state");
        _server.Access.Denied[("1", "ana")] = true;

        (await _api.SendAsync("DELETE", "entities/workitem/1/access/ana")).Is(204);

        Assert.Equal("access_denied", (await ana.NextAsync("denied")).Find("code"));
    }

    [Theory]
    [InlineData("entities/workitem/3/access/ana")]
    [InlineData("access/ana")]
    public async Task The_inbox_of_whoever_lost_access_says_nothing_of_it_until_access_is_back(string access)
    {
        foreach (var id in (string[])["3", "4"])
            (await _api.SendAsync("PUT", $"entities/workitem/{id}", """{"fields":{"assignee":"ana"}}""")).Is(201);
        await Inbox.WaitForAsync(await _server.UserAsync("ana", _workspace), 2);

        _server.Access.Denied[("3", "ana")] = true;
        (await _api.SendAsync("DELETE", access)).Is(204);
        await IsAsync(["4"]);
        // What comes meanwhile is not told, and not lost.
        (await _api.SendAsync("PATCH", "entities/workitem/4", """{"n":1}""")).Is(200);
        await IsAsync(["4", "4"]);

        _server.Access.Denied.Clear();
        (await _api.SendAsync("DELETE", access)).Is(204);
        await IsAsync(["3", "4", "4"]);
    }

    [Fact]
    public async Task A_server_that_acts_for_a_user_is_trusted_and_nobody_is_asked()
    {
        _server.Access.Fails = true;

        (await _api.SendAsync("PUT", "entities/workitem/2", """{"fields":{"n":1}}""", "X-Actor: ana")).Is(201);
        (await _api.SendAsync("GET", "entities/workitem/2", null, "X-Actor: ana")).Is(200);
        (await (await _server.UserAsync("ana", _workspace)).SendAsync("GET", "entities/workitem/2")).Is(503);
    }

    /// <summary>Waits until the inbox is about these, by REST with a token of now; the badge says the same.</summary>
    private async Task IsAsync(string[] ids)
    {
        await Waiting.UntilAsync(ReadAsync, seen => seen.Shown.SequenceEqual(ids) && seen.Unread == $"{ids.Length}" && seen.Unseen == $"{ids.Length}", string.Join(", ", ids));

        async Task<(string[] Shown, string? Unread, string? Unseen)> ReadAsync()
        {
            var ana = await _server.UserAsync("ana", _workspace);
            var inbox = (await ana.GetAsync("me/inbox?filter=all")).Is(200);
            var badge = (await ana.GetAsync("me/badge")).Is(200);
            return ([.. inbox["items"].EnumerateArray().Select(item => item.GetProperty("entity").GetProperty("id").GetString()!).Order()], badge.Find("unread"), badge.Find("unseen"));
        }
    }

    public sealed class DeafServer : ServerApp
    {
        internal PlayedAccess Access { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            // Nothing is asked anew only because time went by.
            builder.UseSetting("Gateway:RecheckAccessAfter", "01:00:00");
            builder.ConfigureServices(services =>
            {
                services.Replace(ServiceDescriptor.Singleton<IEntityAccess>(Access));
                services.Replace(ServiceDescriptor.Singleton<IEntitySource>(provider =>
                    new DeafSource(ActivatorUtilities.CreateInstance<OrleansEntitySource>(provider))));
            });
        }
    }

    private sealed class DeafSource(IEntitySource source) : IEntitySource
    {
        public Task<IAsyncDisposable> SubscribeAsync(EntityKey key, IFeedListener<EntityEvent> listener) => source.SubscribeAsync(key, new Deaf());

        public Task<EntityCatchUp> CatchUpAsync(EntityKey key, Position? since) => source.CatchUpAsync(key, since);

        public Task<PresenceView> ViewersAsync(EntityKey key) => source.ViewersAsync(key);
    }

    private sealed class Deaf : IFeedListener<EntityEvent>
    {
        public void OnEvent(EntityEvent received)
        {
        }

        public void OnHead(string head)
        {
        }

        public void OnLost()
        {
        }

        public void OnOwnerChanged()
        {
        }
    }
}
