using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Storage.Hosting;

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var check = new OptionsCheck(StorageOptions.Section);
        check.Require(
            options.Store is StorageOptions.Sqlite or StorageOptions.Postgres,
            nameof(options.Store),
            $"is '{options.Store}'; it must be {StorageOptions.Sqlite} or {StorageOptions.Postgres}");
        if (options.Store == StorageOptions.Postgres) CheckConnection(check, options.ConnectionString);
        check.Require(!string.IsNullOrWhiteSpace(options.Folder), nameof(options.Folder), $"is '{options.Folder}'; it must be the name of a folder");
        check.Name(nameof(options.ServiceId), options.ServiceId, most: 150);
        CheckTimeout(check, nameof(options.BusyTimeout), options.BusyTimeout);
        CheckTimeout(check, nameof(options.CommandTimeout), options.CommandTimeout);
        if (options.MaxPages is { } pages) check.AtLeast(nameof(options.MaxPages), pages, 1);
        return check.Result;
    }

    /// <summary>Says nothing of what the connection string has: a password may be in it, wherever it was put.</summary>
    private static void CheckConnection(OptionsCheck check, string? connection)
    {
        const string option = nameof(StorageOptions.ConnectionString);
        if (string.IsNullOrWhiteSpace(connection)) check.Require(false, option, $"is not set; it must be, for the store {StorageOptions.Postgres}");
        else if (ConnectionSettings.Complaint(connection) is { } complaint) check.Require(false, option, complaint);
    }

    private static void CheckTimeout(OptionsCheck check, string option, TimeSpan timeout)
    {
        check.Within(option, timeout, LeastTimeout, MostTimeout);
        check.Require(timeout.Ticks % TimeSpan.TicksPerSecond == 0, option, $"is {timeout}; it must be whole seconds");
    }
}
