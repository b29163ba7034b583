using System.Net;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>What a tab costs is told of tabs that each have a user, because that is what it is multiplied by.</summary>
public sealed class QuietTabsTests
{
    [Fact]
    public async Task Each_tab_is_a_user_of_its_own()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var system = new UserCounting(await Contenders.StartAsync(Contenders.Kestrel, stop));

        await using var tabs = await QuietTabs.OpenAsync(system, ["item-00000"], 3, 1, stop);

        Assert.Equal(["user-00000", "user-00001", "user-00002"], system.Users.Order());
    }

    [Fact]
    public async Task Two_users_of_the_platform_connect_with_different_tokens()
    {
        await using var system = await PlatformSystem.StartAsync(isPostgres: false);

        Assert.NotEqual((await system.ProtocolOfAsync("ana")).Address([]), (await system.ProtocolOfAsync("bo")).Address([]));
    }

    [Fact]
    public async Task A_tab_that_the_server_closes_is_a_fault()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var system = (PlatformSystem)await PlatformSystem.StartAsync(isPostgres: false);
        await system.CreateAsync(["item-00000"], stop);
        await using var tabs = await QuietTabs.OpenAsync(system, ["item-00000"], 2, 1, stop);
        Assert.Empty(Faults());

        (await system.Caller.DeleteAsync("access/user-00001")).Is(HttpStatusCode.NoContent);
        await Waiting.UntilAsync(() => Task.FromResult(Faults().Count), count => count > 0, "the fault of the tab that was closed");

        IReadOnlyList<string> Faults()
        {
            var report = new Report("tabs", "nothing that is measured");
            tabs.Check(report, "quiet tabs");
            return report.Faults;
        }
    }

    /// <summary>Notes whom it was asked for.</summary>
    private sealed class UserCounting(ISystem system) : ISystem
    {
        private readonly List<string> _users = [];

        public IReadOnlyList<string> Users
        {
            get
            {
                lock (_users) return [.. _users];
            }
        }

        public string Name => system.Name;

        public Uri Url => system.Url;

        public IReadOnlyList<int> Processes => system.Processes;

        public int? Store => system.Store;

        public bool IsDotNet => system.IsDotNet;

        public bool Coalesces => system.Coalesces;

        public IViewerProtocol Protocol => system.Protocol;

        public Task<IViewerProtocol> ProtocolOfAsync(string user)
        {
            lock (_users) _users.Add(user);
            return system.ProtocolOfAsync(user);
        }

        public Task CreateAsync(IReadOnlyList<string> entities, CancellationToken stop) => system.CreateAsync(entities, stop);

        public Task EditAsync(string entity, EditMark mark, CancellationToken stop) => system.EditAsync(entity, mark, stop);

        public ValueTask DisposeAsync() => system.DisposeAsync();
    }
}
