using System.Data.Common;
using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>The statements that write states, each on a connection of the pool.</summary>
internal sealed class StateWriter(Func<ValueTask<NpgsqlConnection>> connect, string serviceId) : IStateWriter
{
    private static readonly string One = StoreSql.PostgreSql.GrainWrite;
    private static readonly string Several = StoreSql.PostgreSql.GrainWriteTogether;

    public async Task<int?> WriteAsync(StateWrite write)
    {
        var versions = await RunAsync(
            One,
            reader => reader.GetInt32(0),
            ("@ServiceId", serviceId),
            ("@GrainTypeString", write.StateName),
            ("@GrainIdExtensionString", write.GrainKey),
            ("@GrainStateVersion", write.Version),
            ("@PayloadBinary", write.Payload)).ConfigureAwait(false);
        return versions is [var version] ? version : null;
    }

    public async Task<IReadOnlyList<StateAnswer>> WriteTogetherAsync(IReadOnlyList<StateWrite> writes)
    {
        var answers = new StateAnswer[writes.Count];
        Array.Fill(answers, new(IsPassedOver: true, Version: null));
        var rows = await RunAsync(
            Several,
            reader => (Number: reader.GetInt64(0), Version: reader.IsDBNull(1) ? (int?)null : reader.GetInt32(1)),
            ("@ServiceId", serviceId),
            ("@StateNames", Each(writes, write => write.StateName)),
            ("@GrainKeys", Each(writes, write => write.GrainKey)),
            ("@Versions", Each(writes, write => write.Version)),
            ("@Payloads", Each(writes, write => write.Payload))).ConfigureAwait(false);
        foreach (var row in rows) answers[row.Number - 1] = new(IsPassedOver: false, row.Version);
        return answers;
    }

    public bool IsOfOne(Exception failure) => failure is PostgresException refused && PostgreSqlFailure.IsOfOneOfSeveral(refused);

    private static T[] Each<T>(IReadOnlyList<StateWrite> writes, Func<StateWrite, T> part) => [.. writes.Select(part)];

    private async Task<List<T>> RunAsync<T>(string statement, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        var connection = await connect().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await connection.QueryAsync(statement, map, CancellationToken.None, parameters).ConfigureAwait(false);
    }
}
