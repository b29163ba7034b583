using System.Data.Common;
using Microsoft.Data.Sqlite;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Tests.Storage.Sqlite;

/// <summary>What Orleans' storage opens and closes per operation, and what stays of it.</summary>
public sealed class LentConnectionTests : IDisposable
{
    private readonly SqliteTestDatabase _test = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task The_next_borrower_has_the_same_connection_with_the_same_statement_and_its_own_values()
    {
        var first = (LentConnection)await _test.Database.OpenConnectionAsync(Ct);
        Assert.Equal(1L, await AskAsync(first, 1));
        var prepared = first.Prepared.Of(Sum);
        await first.DisposeAsync();

        await using var second = (LentConnection)await _test.Database.OpenConnectionAsync(Ct);

        Assert.Same(first, second);
        Assert.Equal(42L, await AskAsync(second, 42));
        Assert.Same(prepared, second.Prepared.Of(Sum));
    }

    [Fact]
    public async Task Who_closes_it_twice_gives_it_back_once()
    {
        var lent = await _test.Database.OpenConnectionAsync(Ct);
        await lent.CloseAsync();
        await lent.DisposeAsync();
        await lent.DisposeAsync();

        await using var one = await _test.Database.OpenConnectionAsync(Ct);
        await using var other = await _test.Database.OpenConnectionAsync(Ct);

        Assert.NotSame(one, other);
    }

    [Fact]
    public async Task One_on_which_a_command_failed_is_not_lent_again()
    {
        var failed = await _test.Database.OpenConnectionAsync(Ct);
        await using (var command = failed.CreateCommand())
        {
            command.CommandText = "SELECT nothing FROM nowhere";
            await Assert.ThrowsAsync<SqliteException>(() => command.ExecuteScalarAsync(Ct));
        }

        await failed.DisposeAsync();

        await using var next = await _test.Database.OpenConnectionAsync(Ct);
        Assert.NotSame(failed, next);
        Assert.Equal(7L, await AskAsync((LentConnection)next, 7));
    }

    [Fact]
    public async Task A_value_of_the_command_before_is_not_taken_for_a_missing_one()
    {
        await using var lent = (LentConnection)await _test.Database.OpenConnectionAsync(Ct);
        await AskAsync(lent, 1);
        await using var command = lent.CreateCommand();
        command.CommandText = Sum;

        await Assert.ThrowsAsync<InvalidOperationException>(() => command.ExecuteScalarAsync(Ct));
    }

    private const string Sum = "SELECT @Value + 0";

    private static async Task<object?> AskAsync(LentConnection connection, long value)
    {
        await using DbCommand command = ((DbConnection)connection).CreateCommand();
        command.CommandText = Sum;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@Value", value);
        command.Parameters.Add(parameter);
        return await command.ExecuteScalarAsync(Ct);
    }
}
