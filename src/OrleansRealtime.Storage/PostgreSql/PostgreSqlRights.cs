using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>What a process may do with the tables, where somebody else has made them. A right that is missing would be found by the first call that needs it,
/// when this process has long been taken for one that serves.</summary>
internal static class PostgreSqlRights
{
    /// <summary>Of each table the rights that a process of any role may come to use, and those that only silos use besides.</summary>
    private const string Missing =
        """
        SELECT needed.privilege || ' on the table ' || tables.name
        FROM
        (
            VALUES
                ('grainstate', '{}'::text[], '{SELECT,INSERT,UPDATE}'::text[]),
                ('grainrow', '{}', '{SELECT,INSERT,UPDATE,DELETE}'),
                ('lineage', '{SELECT}', '{INSERT,UPDATE}'),
                ('orleansquery', '{SELECT,INSERT,UPDATE}', '{}'),
                ('orleansmembershipversiontable', '{SELECT}', '{INSERT,UPDATE}'),
                ('orleansmembershiptable', '{SELECT}', '{INSERT,UPDATE,DELETE}'),
                ('servicecluster', '{SELECT,INSERT,UPDATE}', '{}'),
                ('sharedsecret', '{SELECT,INSERT}', '{}'),
                ('forgottenaccess', '{SELECT,INSERT,DELETE}', '{}'),
                ('gatewaybeat', '{SELECT,INSERT,UPDATE,DELETE}', '{}')
        ) AS tables (name, always, silo)
        CROSS JOIN unnest(tables.always || CASE WHEN @HasGrains THEN tables.silo END) AS needed (privilege)
        WHERE NOT has_table_privilege(tables.name, needed.privilege)
        ORDER BY 1
        """;

    /// <summary>To be asked once the schema is applied.</summary>
    /// <param name="hasGrains">Whether the process has a silo.</param>
    /// <exception cref="StorageStartException">Rights are missing; it names them.</exception>
    public static async Task RequireAsync(NpgsqlConnection connection, string place, bool hasGrains, CancellationToken ct = default)
    {
        var missing = await connection.QueryAsync(Missing, row => row.GetString(0), ct, ("@HasGrains", hasGrains)).ConfigureAwait(false);
        if (missing.Count > 0)
            throw new StorageStartException($"{place} does not give the rights that are needed: {string.Join(", ", missing)}.");
    }
}
