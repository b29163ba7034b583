using System.Data.Common;
using Npgsql;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>The statements that write states, each on a connection of the pool.</summary>
internal sealed class StateWriter(Func<ValueTask<NpgsqlConnection>> connect, string serviceId) : IStateWriter
{
    private static readonly StoreSql Sql = StoreSql.PostgreSql;

    public async Task<int?> WriteAsync(StateWrite write)
    {
        var hasRows = write.Rows.Count > 0;
        (string Name, object? Value)[] parameters =
        [
            ("@ServiceId", serviceId),
            ("@GrainTypeString", write.StateName),
            ("@GrainIdExtensionString", write.GrainKey),
            ("@GrainStateVersion", write.Version),
            ("@PayloadBinary", write.Payload),
            .. hasRows ? Columns(write.Rows) : [],
        ];
        var versions = await RunAsync(hasRows ? Sql.GrainWriteRows : Sql.GrainWrite, reader => reader.GetInt32(0), parameters).ConfigureAwait(false);
        return versions is [var version] ? version : null;
    }

    public async Task<IReadOnlyList<StateAnswer>> WriteTogetherAsync(IReadOnlyList<StateWrite> writes)
    {
        var answers = new StateAnswer[writes.Count];
        Array.Fill(answers, new(IsPassedOver: true, Version: null));
        var written = await RunAsync(
            Sql.GrainWriteTogether,
            reader => (Number: reader.GetInt64(0), Version: reader.IsDBNull(1) ? (int?)null : reader.GetInt32(1)),
            [
                ("@ServiceId", serviceId),
                ("@StateNames", Each(writes, write => write.StateName)),
                ("@GrainKeys", Each(writes, write => write.GrainKey)),
                ("@Versions", Each(writes, write => write.Version)),
                ("@Payloads", Each(writes, write => write.Payload)),
                // The database counts from one.
                ("@RowNumbers", writes.SelectMany((write, n) => Enumerable.Repeat(n + 1L, write.Rows.Count)).ToArray()),
                .. Columns([.. writes.SelectMany(write => write.Rows)]),
            ]).ConfigureAwait(false);
        foreach (var (number, version) in written) answers[number - 1] = new(IsPassedOver: false, version);
        return answers;
    }

    public bool ConcernsOneWrite(Exception failure) => failure is PostgresException refused && PostgreSqlFailure.ConcernsOneOfSeveral(refused);

    private static (string Name, object? Value)[] Columns(IReadOnlyList<GrainRow> rows) =>
    [
        ("@Collections", Each(rows, row => row.Collection)),
        ("@Ids", Each(rows, row => row.Id)),
        ("@Values", Each(rows, row => row.Value)),
        ("@DueAts", Each(rows, row => row.DueAt?.ToUnixTimeMilliseconds())),
    ];

    private static TPart[] Each<T, TPart>(IReadOnlyList<T> all, Func<T, TPart> part) => [.. all.Select(part)];

    private async Task<List<T>> RunAsync<T>(string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters)
    {
        var connection = await connect().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await connection.QueryAsync(statement, map, CancellationToken.None, parameters).ConfigureAwait(false);
    }
}
