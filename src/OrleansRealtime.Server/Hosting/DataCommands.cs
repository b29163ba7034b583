using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What is done to the data in place of a server's start: <c>backup FILE</c>, <c>move</c> and <c>restored</c>, with settings as a server takes
/// them: <c>--Data:Folder</c>, <c>--Data:Store</c>, <c>--Data:ConnectionString</c>, <c>--Data:ServiceId</c>, <c>--Cluster:Id</c>.</summary>
internal static class DataCommands
{
    /// <returns>The exit code; <c>null</c> where the words are a server's.</returns>
    public static async Task<int?> RunAsync(string[] args) => args switch
    {
        ["backup", var file, .. var settings] => await RunAsync(settings, (options, _) => BackUp(options, file), "backed up nothing"),
        ["move", .. var settings] => await RunAsync(settings, MoveAsync, "moved nothing"),
        ["restored", .. var settings] => await RunAsync(settings, RestoredAsync, "changed nothing"),
        _ => null,
    };

    /// <summary>A copy, while a server goes on.</summary>
    private static Task BackUp(StorageOptions options, string file)
    {
        var bytes = DataBackup.Run(options, Path.GetFullPath(file));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Backed up: {Path.GetFullPath(file)}, {bytes:N0} bytes. The data folder's keys are not in it."));
        return Task.CompletedTask;
    }

    /// <summary>What is in the data folder's SQLite goes to PostgreSQL.</summary>
    private static async Task MoveAsync(StorageOptions options, ClusterSettings cluster)
    {
        Console.WriteLine($"Moving the service '{options.ServiceId}' from {Path.GetFullPath(options.Folder)} to PostgreSQL");
        var (states, rows) = await DataMoving.RunAsync(options, Console.WriteLine, NullLoggerFactory.Instance);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Moved: {states:N0} states and {rows:N0} rows. SQLite is as it was; serve PostgreSQL from now on, with this folder."));
    }

    /// <summary>The database was put back from a backup.</summary>
    private static async Task RestoredAsync(StorageOptions options, ClusterSettings cluster)
    {
        await DataRestoring.RunAsync(options, cluster, NullLoggerFactory.Instance);
        Console.WriteLine($"All positions of the service '{options.ServiceId}' are of a new epoch: every open page gets its entities and its inbox anew.");
    }

    private static async Task<int> RunAsync(string[] args, Func<StorageOptions, ClusterSettings, Task> run, string nothing)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        try
        {
            await run(
                configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new(),
                configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>() ?? new());
            return 0;
        }
        catch (Exception e) when (HostFailure.Explain(e, hasStarted: false) is { } line)
        {
            await Console.Error.WriteLineAsync(line.Replace("did not start", nothing, StringComparison.Ordinal));
            return 1;
        }
    }
}
