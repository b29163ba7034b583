using Microsoft.Extensions.Options;

namespace OrleansRealtime.InProcess.Hosting;

internal sealed class InProcessEngineOptionsValidator : IValidateOptions<InProcessEngineOptions>
{
    public ValidateOptionsResult Validate(string? name, InProcessEngineOptions options)
    {
        (string Name, TimeSpan Value)[] times =
        [
            (nameof(options.ResponseTimeout), options.ResponseTimeout),
            (nameof(options.CollectionAge), options.CollectionAge),
            (nameof(options.CollectionQuantum), options.CollectionQuantum),
            (nameof(options.ActivationTimeout), options.ActivationTimeout),
            (nameof(options.DeactivationTimeout), options.DeactivationTimeout),
        ];
        var failures = times
            .Where(time => time.Value <= TimeSpan.Zero)
            .Select(time => $"{time.Name} is {time.Value}: it must be longer than nothing.")
            .ToList();
        if (options.FailedActivationDelay < TimeSpan.Zero)
        {
            failures.Add($"{nameof(options.FailedActivationDelay)} is {options.FailedActivationDelay}: it must not be negative.");
        }

        if (options.CollectionAge <= options.CollectionQuantum)
        {
            failures.Add(
                $"{nameof(options.CollectionAge)} ({options.CollectionAge}) must be longer than "
                + $"{nameof(options.CollectionQuantum)} ({options.CollectionQuantum}).");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
