using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Storage.Hosting;

/// <summary>All that is wrong with the options, each with its key and its environment variable.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var failures = new List<string>();
        if (options.Store is not (StorageOptions.Sqlite or StorageOptions.Postgres))
            Fail(nameof(options.Store), $"must be {StorageOptions.Sqlite} or {StorageOptions.Postgres}");
        if (options.Store == StorageOptions.Postgres)
        {
            if (string.IsNullOrWhiteSpace(options.ConnectionString))
                Fail(nameof(options.ConnectionString), $"must be set for the store {StorageOptions.Postgres}");
            else if (ConnectionSettings.Complaint(options.ConnectionString) is { } complaint)
                Fail(nameof(options.ConnectionString), complaint);
        }
        if (string.IsNullOrWhiteSpace(options.Folder))
            Fail(nameof(options.Folder), "must name a folder");
        if (string.IsNullOrWhiteSpace(options.ServiceId) || options.ServiceId.Length > 150)
            Fail(nameof(options.ServiceId), "must have 1 to 150 characters");
        CheckTimeout(nameof(options.BusyTimeout), options.BusyTimeout);
        CheckTimeout(nameof(options.CommandTimeout), options.CommandTimeout);
        if (options.MaxPages is < 1)
            Fail(nameof(options.MaxPages), "must be at least 1");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void CheckTimeout(string key, TimeSpan timeout)
        {
            if (timeout < TimeSpan.FromSeconds(1) || timeout > TimeSpan.FromMinutes(1))
                Fail(key, "must be from 00:00:01 to 00:01:00");
            else if (timeout.Ticks % TimeSpan.TicksPerSecond != 0)
                Fail(key, "must be whole seconds");
        }

        void Fail(string key, string rule) => failures.Add(
            $"{StorageOptions.Section}:{key} {rule} (environment variable {StorageOptions.Section}__{key}).");
    }
}
