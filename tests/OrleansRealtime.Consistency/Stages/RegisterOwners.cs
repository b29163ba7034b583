using Npgsql;
using OrleansRealtime.Consistency.Clients;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>Which silo has which register: the one that committed it last, which the database notes by the name of the silo's connection.</summary>
internal sealed class RegisterOwners(string connection) : IAsyncDisposable
{
    private const string Schema = $"""
        CREATE TABLE RegisterOwner (Register text PRIMARY KEY, Node text NOT NULL);
        CREATE FUNCTION NoteRegisterOwner() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO RegisterOwner VALUES (NEW.GrainKey, current_setting('application_name'))
            ON CONFLICT (Register) DO UPDATE SET Node = excluded.Node WHERE RegisterOwner.Node <> excluded.Node;
            RETURN NULL;
        END $$;
        CREATE TRIGGER RegisterOwner_Noted AFTER INSERT OR UPDATE ON GrainState
        FOR EACH ROW WHEN (NEW.GrainKey LIKE '%/{Registers.Type}/%') EXECUTE FUNCTION NoteRegisterOwner();
        """;

    // A connection for each look: one that was kept would be dead after a crash of the database.
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create($"{connection};Pooling=false");

    /// <summary>Begins to note them. The nodes have made their tables.</summary>
    public async Task BeginAsync()
    {
        await using var command = _database.CreateCommand(Schema);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The node of each register of a workspace.</summary>
    public async Task<IReadOnlyDictionary<string, string>> LookAsync(string workspace)
    {
        var prefix = $"{workspace}/{Registers.Type}/";
        await using var command = _database.CreateCommand("SELECT Register, Node FROM RegisterOwner WHERE starts_with(Register, $1)");
        command.Parameters.Add(new() { Value = prefix });
        await using var rows = await command.ExecuteReaderAsync();
        Dictionary<string, string> owners = [];
        while (await rows.ReadAsync()) owners[rows.GetString(0)[prefix.Length..]] = rows.GetString(1);
        return owners;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
