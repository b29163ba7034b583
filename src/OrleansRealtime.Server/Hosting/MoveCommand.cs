using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.Server.Hosting;

/// <summary><c>move</c> in place of a server's start: what is in the data folder's SQLite goes to PostgreSQL.</summary>
internal static class MoveCommand
{
    public const string Name = "move";

    /// <param name="args">Settings, as a server takes them: <c>--Data:Folder</c>, <c>--Data:ConnectionString</c>, <c>--Data:ServiceId</c>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var options = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
        try
        {
            Console.WriteLine($"Moving the service '{options.ServiceId}' from {Path.GetFullPath(options.Folder)} to PostgreSQL");
            var (states, rows) = await DataMoving.RunAsync(options, Console.WriteLine, NullLoggerFactory.Instance);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Moved: {states:N0} states and {rows:N0} rows. SQLite is as it was; serve PostgreSQL from now on, with this folder."));
            return 0;
        }
        catch (Exception e) when (HostFailure.Explain(e, hasStarted: false) is { } line)
        {
            await Console.Error.WriteLineAsync(line.Replace("did not start", "moved nothing", StringComparison.Ordinal));
            return 1;
        }
    }
}
