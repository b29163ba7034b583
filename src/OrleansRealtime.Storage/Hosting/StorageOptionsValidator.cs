using Microsoft.Extensions.Options;

namespace OrleansRealtime.Storage;

/// <summary>All that is wrong with the options, each with its key and its environment variable.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Folder))
            Fail(nameof(options.Folder), "must name a folder");
        if (string.IsNullOrWhiteSpace(options.ServiceId) || options.ServiceId.Length > 150)
            Fail(nameof(options.ServiceId), "must have 1 to 150 characters");
        if (options.BusyTimeout < TimeSpan.FromSeconds(1) || options.BusyTimeout > TimeSpan.FromMinutes(1))
            Fail(nameof(options.BusyTimeout), "must be from 00:00:01 to 00:01:00");
        else if (options.BusyTimeout.Ticks % TimeSpan.TicksPerSecond != 0)
            Fail(nameof(options.BusyTimeout), "must be whole seconds");
        if (options.MaxPages is < 1)
            Fail(nameof(options.MaxPages), "must be at least 1");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Fail(string key, string rule) =>
            failures.Add($"{StorageOptions.Section}:{key} {rule} (environment variable {StorageOptions.Section}__{key}).");
    }
}
