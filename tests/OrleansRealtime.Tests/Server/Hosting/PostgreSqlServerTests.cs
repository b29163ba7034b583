using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Storage;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.TestKit.Servers;
using OrleansRealtime.Tests.Gateway;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>The server on PostgreSQL: what it says of it, and what it says while the database is away.</summary>
public sealed class PostgreSqlServerTests
{
    [Fact]
    public async Task A_database_that_is_away_is_a_503_nothing_half_there_and_an_unready_server_until_it_is_back()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var app = new App(postgres.ConnectionString(await postgres.CreateDatabaseAsync()));
        var api = app.Api();
        var path = await api.CreateAsync("one");
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        Assert.Equal("postgres", (await HealthAsync("/health", 200)).Find("store"));
        await ReadyAsync();

        await postgres.CrashAsync();
        var answer = (await api.SendAsync("PATCH", path, """{"title":"two"}""", key)).IsProblem(503, "outcome_unknown");
        Assert.True(answer.Headers.ContainsKey("Retry-After"));
        var unready = await Waiting.UntilAsync(() => api.GetAsync("/health/ready"), answer => (int)answer.Status == 503, "the end of readiness");
        Assert.Equal("unavailable", unready.Find("status"));
        await HealthAsync("/health", 200);
        await postgres.StartAsync();
        await app.Logs.SeenAsync("is there again");

        await ReadyAsync();
        Assert.Equal("""{"title":"one"}""", (await api.GetAsync(path)).Is(200).Find("fields"));
        (await api.SendAsync("PATCH", path, """{"title":"two"}""", key)).Is(200);
        Assert.Equal("""{"title":"two"}""", (await api.GetAsync(path)).Is(200).Find("fields"));
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(PrivatePostgres.Password, StringComparison.Ordinal));

        async Task<RestAnswer> HealthAsync(string address, int status) => (await api.GetAsync(address)).Is(status);

        // The cluster's table is asked twice a second, and until then a silo answers for nothing.
        Task ReadyAsync() => Waiting.UntilAsync(() => api.GetAsync("/health/ready"), answer => (int)answer.Status == 200, "readiness");
    }

    [Theory]
    [InlineData(NodeRole.All)]
    [InlineData(NodeRole.Gateway)]
    public async Task Access_that_is_taken_away_at_one_server_is_forgotten_by_the_others(NodeRole role)
    {
        await using var store = new PostgreSqlStore();
        await store.InitializeAsync();
        await using var one = new App(store.ConnectionString);
        await using var other = new App(store.ConnectionString, role);
        foreach (var app in (App[])[one, other])
            await Waiting.UntilAsync(() => app.Api().GetAsync("/health/ready"), answer => (int)answer.Status == 200, "readiness");

        (await one.Api().SendAsync("DELETE", "access/ana")).Is(204);
        (await one.Api().SendAsync("DELETE", "entities/workitem/42/access/bo")).Is(204);

        // It is read for ten seconds, which a machine that is busy can take for a look.
        await store.AskAsync("UPDATE ForgottenAccess SET ForgottenAt = ForgottenAt + interval '1 hour'");
        await Waiting.UntilAsync(
            () => Task.FromResult(string.Join(", ", other.Access.Forgotten.Distinct().Order())), forgotten => forgotten == "demo ana , demo bo 42", "the other to forget");
    }

    private sealed class App(string connectionString, NodeRole role = NodeRole.All) : ServerApp
    {
        public PlayedAccess Access { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseEnvironment("Production");
            builder.UseSetting("Data:Store", "postgres");
            builder.UseSetting("Data:ConnectionString", connectionString);
            builder.UseSetting("Cluster:Role", $"{role}");
            builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<IEntityAccess>(Access)));
        }
    }
}
