using System.Diagnostics;
using System.Globalization;

namespace OrleansRealtime.TestKit.Servers;

/// <summary>
/// A PostgreSQL server of these tests' own, from the machine's binaries, in a temporary folder and on a socket in it; the system's own
/// cluster is never touched. It ends and its folder goes with <see cref="DisposeAsync"/>, or with this process however that ends.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    public const string Password = "private-postgres-password";

    /// <summary>Long enough for a recovery on two busy cores; nothing is measured against it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Lazy<string?> BinariesFound = new(FindBinaries);
    private static readonly Lazy<Task<PrivatePostgres>> Whole = new(() => StartAsync(durable: false));
    private static int _databases;

    // The server refuses to run as root. Standard input is what ties it to the process of the tests: a line on it is the signal to end the
    // server with, and its end without a line means that this process is gone.
    private const string Script = """
        trap '' INT TERM
        as() { if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else exec "$@"; fi; }
        bin=$1 folder=$2 durable=$3
        if [ ! -e "$folder/data" ]; then
          if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
          icu=; if [ "$("$bin/postgres" -V | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 15 ]; then icu="--locale-provider=icu --icu-locale=en"; fi
          # A language's order of words, so that an order by bytes has to be asked for.
          (as "$bin/initdb" -D "$folder/data" -U postgres --pwfile="$folder/password" -A scram-sha-256 -E UTF8 --locale=C.UTF-8 $icu --no-sync) >&2 ||
          (rm -rf "$folder/data"; as "$bin/initdb" -D "$folder/data" -U postgres --pwfile="$folder/password" -A scram-sha-256 -E UTF8 --locale=C --no-sync) >&2 ||
          exit 1
        fi
        (as "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=200 -c fsync=$durable \
          -c full_page_writes=$durable -c shared_buffers=64MB -c max_wal_size=256MB -c log_min_messages=warning) < /dev/null &
        server=$!
        if read -r signal; then kill -s "$signal" $server; wait $server; else kill -s QUIT $server; wait $server; rm -rf "$folder"; fi
        """;

    private readonly string _binaries;
    private readonly string _folder;
    private readonly bool _durable;
    private readonly EventHandler _leave;
    private Process? _server;

    private PrivatePostgres(string binaries, bool durable)
    {
        _binaries = binaries;
        _durable = durable;
        _folder = FolderOf(durable);
        File.WriteAllText(Path.Combine(_folder, "password"), Password);
        // Closing its input is enough for it to end; waiting for that leaves nothing to be seen after a test run.
        _leave = (_, _) => EndServer(null).Wait(Patience);
        AppDomain.CurrentDomain.ProcessExit += _leave;
    }

    /// <summary>Whether this machine has PostgreSQL's server programs.</summary>
    public static bool IsThere => BinariesFound.Value is not null;

    /// <summary>The one of this process, for tests that do the server no harm.</summary>
    public static Task<PrivatePostgres> SharedAsync() => Whole.Value;

    /// <param name="durable">Flushes every commit to the disk; without, a test run is faster and only a power cut would show it.</param>
    public static async Task<PrivatePostgres> StartAsync(bool durable)
    {
        var server = new PrivatePostgres(
            BinariesFound.Value ?? throw new InvalidOperationException("PostgreSQL is missing: build/need.sh postgres."), durable);
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process whose descendants are the server's.</summary>
    public int Id => (_server ?? throw new InvalidOperationException("PostgreSQL has ended.")).Id;

    /// <summary>The folder of the server's programs.</summary>
    public string Programs => _binaries;

    /// <summary>A database as PostgreSQL's own programs take it.</summary>
    public string Uri(string database) => $"postgresql://postgres:{Password}@/{database}?host={_folder}";

    /// <summary>Makes an empty database and answers its name.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}_{Environment.ProcessId}";
        await RunAsync($"CREATE DATABASE {name}");
        return name;
    }

    public string ConnectionString(string database, string user = "postgres", string password = Password) =>
        $"Host={_folder};Database={database};Username={user};Password={password}";

    /// <summary>Drops a database and cuts whoever is connected to it.</summary>
    public Task DropDatabaseAsync(string database) => RunAsync($"DROP DATABASE {database} WITH (FORCE)");

    /// <summary>Runs a statement as the server's owner; answers the first column of every row.</summary>
    public Task<IReadOnlyList<string>> RunAsync(string sql, string database = "postgres") => PsqlAsync("-c", sql, database);

    /// <summary>Runs what <c>pg_dump</c> wrote.</summary>
    public async Task RestoreAsync(string dump, string database)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, dump);
        await PsqlAsync("-f", file, database);
        File.Delete(file);
    }

    /// <summary>Starts it again on what it left behind.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var word in (string[])["-c", Script, "private-postgres", _binaries, _folder, _durable ? "on" : "off"])
            start.ArgumentList.Add(word);
        start.Environment["LC_ALL"] = "C";
        var server = _server = Process.Start(start)!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        server.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) ready.TrySetException(new InvalidOperationException($"PostgreSQL did not start: {string.Join('\n', said)}"));
            else if (line.Data.Contains("ready to accept connections", StringComparison.Ordinal)) ready.TrySetResult();
            // What it says later is nobody's; it must only not fill the pipe.
            else if (!ready.Task.IsCompleted) said.Add(line.Data);
        };
        server.BeginErrorReadLine();
        await ready.Task.WaitAsync(Patience);
    }

    /// <summary>Its processes end at once, as in a crash: nothing is written back, and the next start recovers from the log.</summary>
    public Task CrashAsync() => EndServer("QUIT");

    /// <summary>Has it take no connection, also none that would cancel a statement, until the answer is disposed of. Sessions go on.</summary>
    public async Task<IAsyncDisposable> HangAsync()
    {
        var process = (await RunAsync("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)"))[0];
        await SignalAsync("STOP", process);
        return new Hang(() => SignalAsync("CONT", process));
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= _leave;
        await EndServer("QUIT");
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>In memory where nothing has to reach a disk and there is room: each database of a test is three hundred files.</summary>
    private static string FolderOf(bool durable)
    {
        const string Memory = "/dev/shm";
        const long Room = 4L << 30;
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return !durable && OperatingSystem.IsLinux() && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Room
            ? Directory.CreateDirectory(Path.Combine(Memory, $"private-postgres-{Guid.NewGuid():n}"), Owner).FullName
            : Directory.CreateTempSubdirectory("private-postgres-").FullName;
    }

    private async Task<IReadOnlyList<string>> PsqlAsync(string option, string value, string database)
    {
        var start = new ProcessStartInfo(Path.Combine(_binaries, "psql")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", _folder, "-U", "postgres", option, value])
            start.ArgumentList.Add(word);
        start.ArgumentList.Add(database);
        start.Environment["PGPASSWORD"] = Password;
        using var psql = Process.Start(start)!;
        var errors = psql.StandardError.ReadToEndAsync();
        var output = await psql.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await psql.WaitForExitAsync().WaitAsync(Patience);
        if (psql.ExitCode != 0) throw new InvalidOperationException($"{value}: {await errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task SignalAsync(string signal, string process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process]);
        await kill.WaitForExitAsync();
    }

    private async Task EndServer(string? signal)
    {
        if (Interlocked.Exchange(ref _server, null) is not { } server) return;
        using (server)
        {
            try
            {
                if (signal is not null) await server.StandardInput.WriteLineAsync(signal);
                server.StandardInput.Close();
            }
            catch (IOException)
            {
                // It has ended by itself.
            }
            await server.WaitForExitAsync().WaitAsync(Patience).ConfigureAwait(false);
        }
    }

    /// <summary>Debian keeps each version's programs in a folder of its own, out of the path.</summary>
    private static string? FindBinaries()
    {
        if (OperatingSystem.IsWindows()) return null;
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        return folders.Concat(Environment.GetEnvironmentVariable("PATH")!.Split(':'))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private sealed class Hang(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end();
    }
}
