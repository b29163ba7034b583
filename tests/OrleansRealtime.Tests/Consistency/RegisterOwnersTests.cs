using OrleansRealtime.Consistency.Clients;
using OrleansRealtime.Consistency.Stages;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Consistency;

public sealed class RegisterOwnersTests
{
    [Fact]
    public async Task They_are_known_after_the_database_has_cut_whoever_was_connected()
    {
        await using var test = await PostgreSqlTestDatabase.CreateAsync();
        await test.Database.OpenAsync(TestContext.Current.CancellationToken);
        await using var owners = new RegisterOwners($"{test.Store.ConnectionString};Application Name=owners");
        await owners.BeginAsync();
        await test.CommitAsync(new("entity", $"demo/{Registers.Type}/r1"), null, "one");
        Assert.Equal(["r1"], (await owners.LookAsync("demo")).Keys);

        await test.Store.AskAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'owners'");

        Assert.Equal(["r1"], (await owners.LookAsync("demo")).Keys);
    }
}
