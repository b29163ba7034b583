using Microsoft.Extensions.Options;

namespace OrleansRealtime.LiveStreams.Hosting;

/// <summary>Collects everything that is wrong, so that one start shows it all.</summary>
internal sealed class LiveStreamOptionsValidator(string provider) : IValidateOptions<LiveStreamOptions>
{
    public ValidateOptionsResult Validate(string? name, LiveStreamOptions options)
    {
        if (name != provider) return ValidateOptionsResult.Skip;

        var failures = new List<string>();
        foreach (var (streamNamespace, owner) in options.Owners)
        {
            if (!owner.IsInterface || !typeof(IGrainWithStringKey).IsAssignableFrom(owner))
            {
                failures.Add(
                    $"namespace '{streamNamespace}' is mapped to {owner}, which is no interface that extends {nameof(IGrainWithStringKey)}");
            }
        }

        if (options.RenewalInterval < LiveStreamOptions.MinRenewalInterval
            || options.RenewalInterval > LiveStreamOptions.MaxRenewalInterval)
        {
            failures.Add($"RenewalInterval is {options.RenewalInterval}; it must be at least {LiveStreamOptions.MinRenewalInterval} "
                + $"and at most {LiveStreamOptions.MaxRenewalInterval}");
        }

        if (options.LeaseDuration < 2 * options.RenewalInterval)
        {
            failures.Add($"LeaseDuration is {options.LeaseDuration}; it must be at least two RenewalIntervals "
                + $"({2 * options.RenewalInterval}), or one lost renewal ends a lease");
        }

        if (options.CallTimeout <= TimeSpan.Zero || options.CallTimeout > options.LeaseDuration)
        {
            failures.Add($"CallTimeout is {options.CallTimeout}; it must be more than zero and at most LeaseDuration "
                + $"({options.LeaseDuration})");
        }

        AtLeastOne(options.MaxConcurrentCalls, nameof(options.MaxConcurrentCalls));
        AtLeastOne(options.MaxSubscribers, nameof(options.MaxSubscribers));
        AtLeastOne(options.MaxBatch, nameof(options.MaxBatch));
        if (options.StreamQueueLimit < options.MaxBatch)
        {
            failures.Add($"StreamQueueLimit is {options.StreamQueueLimit}; it must be at least MaxBatch ({options.MaxBatch})");
        }

        if (options.SinkQueueLimit < options.StreamQueueLimit)
        {
            failures.Add($"SinkQueueLimit is {options.SinkQueueLimit}; it must be at least StreamQueueLimit ({options.StreamQueueLimit})");
        }

        return failures.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.Select(failure => $"Live stream provider '{provider}': {failure}."));

        void AtLeastOne(int value, string option)
        {
            if (value < 1) failures.Add($"{option} is {value}; it must be at least 1");
        }
    }
}
