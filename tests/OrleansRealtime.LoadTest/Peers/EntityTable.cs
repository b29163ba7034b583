using System.Text.Json;
using Npgsql;

namespace OrleansRealtime.LoadTest.Peers;

/// <summary>What a team writes by hand to keep what it broadcasts: a row per entity, updated in a statement that the driver keeps prepared.</summary>
internal static class EntityTable
{
    private const string Schema = "CREATE TABLE IF NOT EXISTS Entity (Id text PRIMARY KEY, Version bigint NOT NULL, Fields jsonb NOT NULL)";

    private const string Update = """
        INSERT INTO Entity (Id, Version, Fields) VALUES ($1, 1, $2)
        ON CONFLICT (Id) DO UPDATE SET Version = Entity.Version + 1, Fields = Entity.Fields || excluded.Fields
        """;

    /// <returns>What commits an edit.</returns>
    public static async Task<Func<string, JsonElement, Task>> OpenAsync(string database)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 20, MaxAutoPrepare = 32 });
        await using (var schema = source.CreateCommand(Schema)) await schema.ExecuteNonQueryAsync();
        return async (entity, fields) =>
        {
            await using var command = source.CreateCommand(Update);
            command.Parameters.Add(new() { Value = entity });
            command.Parameters.Add(new() { Value = fields.GetRawText(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync();
        };
    }
}
