using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Server;

/// <summary>The section <c>Shutdown</c>: how the server goes when it is told to stop.</summary>
public sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(2);

    /// <summary>How long it serves on after <c>/health/ready</c> began to say no, so that a balancer sends nobody any more when connections get their
    /// goodbye. Unset: 2 s, which is two questions of a balancer that asks once a second, and what Kubernetes takes to tell its proxies; none in
    /// Development, where somebody waits at a terminal.</summary>
    public TimeSpan? Pause { get; set; }

    /// <summary>How long all of it may take, the pause too; then what is not done is left. 30 s: as long as Kubernetes waits before it kills, and time
    /// for grains to write what they have begun. What was owed is in the outbox.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    internal TimeSpan PauseIn(IHostEnvironment environment) => Pause ?? (environment.IsDevelopment() ? TimeSpan.Zero : UsualPause);
}

internal sealed class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>
{
    public ValidateOptionsResult Validate(string? name, ShutdownOptions options)
    {
        var check = new OptionsCheck(ShutdownOptions.Section);
        check.Within(nameof(options.Pause), options.Pause ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        check.Within(nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        check.Require(options.Pause is not { } pause || pause < options.Timeout, nameof(options.Pause), $"is {options.Pause}; it must be less than {ShutdownOptions.Section}:{nameof(options.Timeout)}, {options.Timeout}");
        return check.Result;
    }
}
