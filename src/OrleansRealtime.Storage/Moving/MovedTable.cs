using System.Data.Common;
using System.Globalization;
using NpgsqlTypes;

namespace OrleansRealtime.Storage.Moving;

/// <summary>A table of both stores, read in the order of its key, which is that of the bytes in both.</summary>
/// <param name="Types">Of the columns, on PostgreSQL.</param>
internal sealed record MovedTable(string Name, string[] Key, string[] Columns, NpgsqlDbType[] Types)
{
    public string Import => $"COPY {Name} (ServiceId, {string.Join(", ", Columns)}) FROM STDIN (FORMAT BINARY)";

    public string NextPage =>
        $"SELECT {AsText} FROM {Name} WHERE ServiceId = @ServiceId AND ({Order}) > ({string.Join(", ", Key.Select((_, i) => $"@k{i}"))}) ORDER BY {Order} LIMIT @Limit";

    private string Order => string.Join(", ", Key);

    private string AsText => string.Join(", ", Columns.Select(column => $"CAST({column} AS text)"));

    public string?[] Row(DbDataReader reader) => [.. Columns.Select((_, i) => reader.IsDBNull(i) ? null : reader.GetString(i))];

    public object Typed(string value, int column) => Types[column] switch
    {
        NpgsqlDbType.Integer => int.Parse(value, CultureInfo.InvariantCulture),
        NpgsqlDbType.Bigint => long.Parse(value, CultureInfo.InvariantCulture),
        _ => value,
    };
}
