using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.TestKit.Servers;
using OrleansRealtime.Tests.Cluster;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>What a node says of itself and of the others, and when it wants no requests.</summary>
public sealed class HealthApiTests
{
    [Fact]
    public async Task A_process_that_is_alone_has_no_cluster_and_no_warnings()
    {
        await using var app = new ServerApp();

        var health = (await app.Api().GetAsync("/health")).Is(200);

        Assert.Equal("node", health.Find("role"));
        Assert.Equal("all", health.Find("nodeRole"));
        Assert.True(health["standing"].GetBoolean());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, health["cluster"].ValueKind);
        Assert.Empty(health["members"].EnumerateArray());
        Assert.Empty(health["warnings"].EnumerateArray());
    }

    [Fact]
    public async Task A_node_of_a_cluster_tells_its_members_and_not_where_they_are()
    {
        await using var store = new PostgreSqlStore();
        await store.InitializeAsync();
        await using var app = new Node(store, ("Cluster:Id", "a-cluster"));
        (await app.Api().GetAsync("/health/ready")).Is(200);

        // It sees itself a second after it has joined.
        var health = await app.Api().GetAsync("/health");
        for (var until = DateTime.UtcNow + Waiting.Usual; health["members"].GetArrayLength() == 0 && DateTime.UtcNow < until; health = await app.Api().GetAsync("/health"))
            await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.Equal("a-cluster", health.Find("cluster"));
        var member = Assert.Single(health["members"].EnumerateArray());
        Assert.Equal(["name", "status"], member.EnumerateObject().Select(property => property.Name));
        Assert.Equal("active", member.GetProperty("status").GetString());
        Assert.InRange(health["clockDifferenceMs"].GetInt64(), -1_000, 1_000);
        Assert.DoesNotContain("127.0.0.1", health.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_lost_its_standing_gets_no_requests()
    {
        var standing = new SwitchableStanding();
        await using var app = new Node(null, standing);
        (await app.Api().GetAsync("/health/ready")).Is(200);

        standing.Holds = false;

        Assert.Equal("unavailable", (await app.Api().GetAsync("/health/ready")).Is(503).Find("status"));
        Assert.False((await app.Api().GetAsync("/health")).Is(200)["standing"].GetBoolean());
    }

    [Fact]
    public async Task However_many_ask_whether_it_is_ready_the_database_is_asked_once_a_second()
    {
        var (store, time) = (new CountedStore(), new ManualTimeProvider());
        await using var app = new StoreApp(store, time);

        for (var asked = 0; asked < 10; asked++) (await app.Api().GetAsync("/health/ready")).Is(200);
        Assert.Equal(1, store.Asked);
        store.Answers = false;
        time.Advance(TimeSpan.FromSeconds(1));

        for (var asked = 0; asked < 10; asked++) (await app.Api().GetAsync("/health/ready")).Is(503);
        Assert.Equal(2, store.Asked);
    }

    [Theory]
    [InlineData("postgres", true)]
    [InlineData("postgres", false)]
    [InlineData("sqlite", true)]
    public async Task Silo_ports_on_the_network_without_certificates_are_warned_of(string store, bool isOnNetwork)
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        await using var database = new PostgreSqlStore();
        await database.InitializeAsync();
        await using var app = new Node(store == "postgres" ? database : null, ("Cluster:ListenOnAllAddresses", $"{isOnNetwork}"));

        var warnings = (await app.Api().GetAsync("/health")).Is(200)["warnings"].EnumerateArray().Select(warning => warning.GetProperty("code").GetString());

        Assert.Equal(store == "postgres" && isOnNetwork ? ["silo_ports_open"] : [], warnings);
        Assert.Equal(store == "postgres" && isOnNetwork ? 1 : 0, app.Logs.Lines.Count(line => line.Contains("may call every grain", StringComparison.Ordinal)));
    }

    private sealed class CountedStore : IStoreHealth
    {
        private int _asked;

        public int Asked => _asked;

        public bool Answers { get; set; } = true;

        public string Store => "sqlite";

        public Task<bool> AnswersAsync(CancellationToken ct = default)
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult(Answers);
        }
    }

    private sealed class StoreApp(IStoreHealth store, TimeProvider time) : ServerApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton(store).AddSingleton(time));
        }
    }

    private sealed class Node(PostgreSqlStore? store, params (string Key, string Value)[] settings) : ServerApp
    {
        private readonly IStanding? _standing;

        public Node(PostgreSqlStore? store, IStanding standing) : this(store) => _standing = standing;

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseEnvironment("Production");
            if (store is not null)
            {
                builder.UseSetting("Data:Store", "postgres");
                builder.UseSetting("Data:ConnectionString", store.ConnectionString);
            }

            foreach (var (key, value) in settings) builder.UseSetting(key, value);
            if (_standing is not null) builder.ConfigureTestServices(services => services.AddSingleton(_standing));
        }
    }
}
