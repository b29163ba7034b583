using System.Reflection;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>The SQL that the assembly carries: files under Sqlite/Statements, and the numbered ones under Sqlite/Schema.</summary>
internal static class SqliteStatements
{
    private const string SchemaFolder = "Sqlite/Schema/";

    public static string GrainRead { get; } = Statement("grain_read");

    public static string GrainWrite { get; } = Statement("grain_write");

    public static string GrainClear { get; } = Statement("grain_clear");

    public static string RowFind { get; } = Statement("row_find");

    public static string RowCount { get; } = Statement("row_count");

    public static string RowRange { get; } = Statement("row_range");

    public static string RowDelete { get; } = Statement("row_delete");

    public static string DueOwners { get; } = Statement("due_owners");

    public static string Unreadable { get; } = Statement("unreadable");

    public static string OrleansQuery { get; } = Statement("orleans_query");

    /// <summary>The schema, oldest file first.</summary>
    public static IReadOnlyList<SchemaFile> Schema { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(SchemaFolder, StringComparison.Ordinal))
            .Select(name => new SchemaFile(name[SchemaFolder.Length..], Text(name)))
            .OrderBy(file => file.Version),
    ];

    private static string Statement(string name) => Text($"Sqlite/Statements/{name}.sql");

    private static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly carries no {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>One file of the schema: <c>002_grain_state.sql</c> is version 2.</summary>
internal sealed record SchemaFile(string Name, string Sql)
{
    public int Version { get; } = int.Parse(Name.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture);
}
