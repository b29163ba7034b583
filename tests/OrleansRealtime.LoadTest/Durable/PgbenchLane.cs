using System.Globalization;
using System.Text.RegularExpressions;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Durable;

/// <summary>pgbench on a PostgreSQL server of its own: one transaction for each update of a row, of which each is flushed to the disk.</summary>
internal sealed partial class PgbenchLane : IAsyncDisposable
{
    private const int Clients = 16;
    private const int Threads = 2;

    private readonly PrivatePostgres _postgres;
    private readonly string _database;
    private readonly string _script = Path.GetTempFileName();

    private PgbenchLane(PrivatePostgres postgres, string database) => (_postgres, _database) = (postgres, database);

    public static async Task<PgbenchLane> StartAsync(int rows, string body, CancellationToken stop)
    {
        var postgres = await PrivatePostgres.StartAsync(durable: true);
        var database = await postgres.CreateDatabaseAsync();
        var lane = new PgbenchLane(postgres, database);
        await postgres.RunAsync(
            $"CREATE TABLE Entity (Id integer PRIMARY KEY, Version bigint NOT NULL, Fields text NOT NULL) WITH (fillfactor = 75); INSERT INTO Entity SELECT n, 1, '{body}' FROM generate_series(1, {rows}) n",
            database);
        await File.WriteAllTextAsync(lane._script, $"\\set id random(1, {rows})\nUPDATE Entity SET Version = Version + 1, Fields = '{body.Replace(":", "\\:", StringComparison.Ordinal)}' WHERE Id = :id;\n", stop);
        return lane;
    }

    /// <returns>Transactions a second.</returns>
    public async Task<double> RunAsync(TimeSpan length, CancellationToken stop)
    {
        var output = await Child.RunAsync(
            Path.Combine(_postgres.Programs, "pgbench"),
            [
                "-n", "-M", "prepared", "-c", $"{Clients}", "-j", $"{Threads}", "-T", $"{length.TotalSeconds:0}", "-f", _script,
                _postgres.Uri(_database),
            ],
            stop: stop);
        return double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_script);
        await _postgres.DisposeAsync();
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
