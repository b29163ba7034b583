using System.Globalization;
using System.Text.RegularExpressions;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.TestKit;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Durable;

/// <summary>
/// pgbench on a PostgreSQL server of its own, which flushes every transaction to the disk: updates of rows that hold what the platform keeps of an entity, one to a
/// transaction, or 64 that a client sends together. Each client then has rows of its own, so that none waits for another.
/// </summary>
internal sealed partial class PgbenchLane : IAsyncDisposable
{
    public const int RowsTogether = 64;

    private const int Clients = 16;
    private const int Threads = 2;

    private readonly PrivatePostgres _postgres;
    private readonly string _database;
    private readonly string _body;
    private readonly TestFolder _scripts = new();

    private PgbenchLane(PrivatePostgres postgres, string database, string body) => (_postgres, _database, _body) = (postgres, database, body);

    /// <param name="body">What each row holds.</param>
    public static async Task<PgbenchLane> StartAsync(int rows, string body, CancellationToken stop)
    {
        var postgres = await PrivatePostgres.StartAsync(durable: true);
        var database = await postgres.CreateDatabaseAsync();
        var lane = new PgbenchLane(postgres, database, body);
        await postgres.RunAsync(
            "CREATE TABLE Entity (Id integer PRIMARY KEY, Version bigint NOT NULL, Payload text NOT NULL) WITH (fillfactor = 75); "
            + $"INSERT INTO Entity SELECT n, 1, '{body.Replace("'", "''", StringComparison.Ordinal)}' FROM generate_series(0, {Math.Max(rows, Clients * RowsTogether) - 1}) n",
            database);
        await File.WriteAllTextAsync(lane.Script(1), $"\\set id random(0, {rows - 1})\n{Update(":id")}", stop);
        await File.WriteAllTextAsync(
            lane.Script(RowsTogether),
            $"\\startpipeline\nBEGIN;\n{string.Concat(Enumerable.Range(0, RowsTogether).Select(n => Update($":client_id * {RowsTogether} + {n}")))}COMMIT;\n\\endpipeline\n",
            stop);
        return lane;
    }

    /// <param name="together">Rows of a transaction: 1 or <see cref="RowsTogether"/>.</param>
    /// <returns>Updates a second.</returns>
    public async Task<double> RunAsync(int together, TimeSpan length, CancellationToken stop)
    {
        var output = await Child.RunAsync(
            Path.Combine(_postgres.Programs, "pgbench"),
            [
                "-n", "-M", "prepared", "-c", $"{Clients}", "-j", $"{Threads}", "-T", $"{length.TotalSeconds:0}", "-D", $"body={_body}", "-f", Script(together),
                _postgres.Uri(_database),
            ],
            stop: stop);
        return together * double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _scripts.Dispose();
        await _postgres.DisposeAsync();
    }

    private static string Update(string id) => $"UPDATE Entity SET Version = Version + 1, Payload = :body WHERE Id = {id};\n";

    private string Script(int together) => Path.Combine(_scripts.Path, $"{together}.sql");

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
