using System.Globalization;
using System.Reflection;

namespace OrleansRealtime.Storage;

/// <summary>
/// The SQL that the assembly carries for one store: numbered files under its Schema, and one file per statement, under its Statements where
/// stores differ and under the common ones where they do not. Parameters are the same for all.
/// </summary>
internal sealed class StoreSql
{
    private readonly string _store;

    private StoreSql(string store)
    {
        _store = store;
        GrainRead = Statement("grain_read");
        GrainWrite = Statement("grain_write");
        GrainWriteRows = Text($"{store}/Statements/grain_write_rows.sql") is { } rows
            ? $"WITH written AS\n(\n{GrainWrite.TrimEnd().TrimEnd(';')}\n),\n{rows}"
            : "";
        GrainWriteTogether = Text($"{store}/Statements/grain_write_together.sql") ?? "";
        GrainClear = Statement("grain_clear");
        RowFind = Statement("row_find");
        RowFindAll = Statement("row_find_all");
        RowCount = Statement("row_count");
        RowRange = Statement("row_range");
        RowOldest = Statement("row_oldest");
        RowNewest = Statement("row_newest");
        RowDelete = Statement("row_delete");
        RowFollowed = Statement("row_followed");
        RowNamed = Statement("row_named");
        RowWrite = Text($"{store}/Statements/row_write.sql") ?? "";
        RowRemove = Text($"{store}/Statements/row_remove.sql") ?? "";
        DueOwners = Statement("due_owners");
        LineageRead = Statement("lineage_read");
        LineageWrite = Statement("lineage_write");
        LineageRestart = Statement("lineage_restart");
        OrleansQuery = Statement("orleans_query");
        ClusterView = Text($"{store}/Statements/cluster_view.sql") ?? "";
        ClusterEnter = Text($"{store}/Statements/cluster_enter.sql") ?? "";
        ClusterMachines = Text($"{store}/Statements/cluster_machines.sql") ?? "";
        ClusterOther = Text($"{store}/Statements/cluster_other.sql") ?? "";
        GatewayBeat = Text($"{store}/Statements/gateway_beat.sql") ?? "";
        GatewayRoll = Text($"{store}/Statements/gateway_roll.sql") ?? "";
        AccessForget = Text($"{store}/Statements/access_forget.sql") ?? "";
        Schema = Files();
        OrleansQueries = [.. Queries()];
    }

    public static StoreSql Sqlite { get; } = new("Sqlite");

    public static StoreSql PostgreSql { get; } = new("PostgreSql");

    public string GrainRead { get; }

    public string GrainWrite { get; }

    /// <summary>Stores a state with rows; empty, as <see cref="GrainWriteTogether"/> is, on a store that stores rows by <see cref="RowWrite"/>.</summary>
    public string GrainWriteRows { get; }

    /// <summary>Stores several states with rows.</summary>
    public string GrainWriteTogether { get; }

    public string GrainClear { get; }

    public string RowFind { get; }

    public string RowFindAll { get; }

    public string RowCount { get; }

    public string RowRange { get; }

    public string RowOldest { get; }

    public string RowNewest { get; }

    public string RowDelete { get; }

    public string RowFollowed { get; }

    public string RowNamed { get; }

    /// <summary>Stores one row of a commit; empty, as <see cref="RowRemove"/> is, on a store that stores them with the state.</summary>
    public string RowWrite { get; }

    public string RowRemove { get; }

    public string DueOwners { get; }

    public string LineageRead { get; }

    public string LineageWrite { get; }

    public string LineageRestart { get; }

    /// <summary>Empty, as the others of a cluster are, on a store that has none.</summary>
    public string ClusterView { get; }

    public string ClusterEnter { get; }

    public string ClusterMachines { get; }

    public string ClusterOther { get; }

    public string AccessForget { get; }

    public string GatewayBeat { get; }

    public string GatewayRoll { get; }

    /// <summary>Stores one of <see cref="OrleansQueries"/>.</summary>
    public string OrleansQuery { get; }

    /// <summary>Parameters of <see cref="OrleansQuery"/>, one set per statement that Orleans runs.</summary>
    public IReadOnlyList<(string Name, object? Value)[]> OrleansQueries { get; }

    /// <summary>The schema, oldest file first.</summary>
    public IReadOnlyList<SchemaFile> Schema { get; }

    /// <summary>The schema that this program knows; a database with a greater one is a newer program's.</summary>
    public int Known => Schema[^1].Version;

    // The keys are Orleans' own.
    private IEnumerable<(string, object?)[]> Queries()
    {
        yield return Query("ReadFromStorageKey", GrainRead);
        yield return Query("WriteToStorageKey", GrainWrite);
        yield return Query("ClearStorageKey", GrainClear);
        // SQLite is one process and has no members.
        if (Text($"{_store}/Statements/membership_insert.sql") is null) yield break;
        yield return Query("GatewaysQueryKey", Statement("membership_gateways"));
        yield return Query("MembershipReadRowKey", Statement("membership_read_row"));
        yield return Query("MembershipReadAllKey", Statement("membership_read_all"));
        yield return Query("InsertMembershipVersionKey", Statement("membership_version_insert"));
        yield return Query("InsertMembershipKey", Statement("membership_insert"));
        yield return Query("UpdateMembershipKey", Statement("membership_update"));
        yield return Query("UpdateIAmAlivetimeKey", Statement("membership_alive"));
        yield return Query("DeleteMembershipTableEntriesKey", Statement("membership_delete"));
        yield return Query("CleanupDefunctSiloEntriesKey", Statement("membership_cleanup"));

        static (string, object?)[] Query(string key, string text) => [("@Key", key), ("@Text", text)];
    }

    private SchemaFile[] Files()
    {
        var folder = $"{_store}/Schema/";
        return
        [
            .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Select(name => new SchemaFile(name[folder.Length..], Text(name)!))
                .OrderBy(file => file.Version),
        ];
    }

    private string Statement(string name) => Text($"{_store}/Statements/{name}.sql") ?? Text($"Statements/{name}.sql")
        ?? throw new InvalidOperationException($"The assembly carries no statement {name} for {_store}.");

    private static string? Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>One file of the schema: <c>002_grain_state.sql</c> is version 2.</summary>
internal sealed record SchemaFile(string Name, string Sql)
{
    public int Version { get; } = int.Parse(Name.AsSpan(0, 3), CultureInfo.InvariantCulture);
}
