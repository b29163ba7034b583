using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>The section <c>Api</c>: how many REST calls are served, of all callers and of each.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>REST calls served at once: enough to share every commit, few enough that their bodies fit into memory. A call counts once its
    /// body is there, so that whoever sends slowly holds up nobody.</summary>
    public int MaxConcurrentCalls { get; set; } = 512;

    /// <summary>Calls that may wait for their turn, about a second's worth; one more is answered 429.</summary>
    public int MaxWaitingCalls { get; set; } = 2_048;

    /// <summary>Calls of one API key at once, their bodies' arrival included. 384: three quarters of all, so that there is room beside the
    /// busiest server.</summary>
    public int MaxCallsPerKey { get; set; } = 384;

    /// <summary>Calls of one user at once, or of one address without credentials, their bodies' arrival included; as many more may wait. 64: a
    /// page has six, and ten tabs sixty.</summary>
    public int MaxCallsPerUser { get; set; } = 64;

    /// <summary>Calls per second of one user, or of one address without credentials; ten times as many may come in one burst. 100: nobody clicks
    /// as fast.</summary>
    public int UserCallsPerSecond { get; set; } = 100;

    /// <summary>Entities that are not there that a user may ask for per second, counted over ten seconds. 20: who asks for what the application told of
    /// finds it.</summary>
    public int UserMissingPerSecond { get; set; } = 20;

    /// <summary>The same of an API key. 1,000: an import that looks first whether it is to change or to create.</summary>
    public int KeyMissingPerSecond { get; set; } = 1_000;

    /// <summary>Users whom this process never met that a user may mention or assign within an hour; each of them gets an inbox. 1,000: a large
    /// workspace's everybody, once.</summary>
    public int UserNamesPerHour { get; set; } = 1_000;

    /// <summary>The same of an API key, which also notifies and has follow. 100,000: a hundred notifications to a thousand users each, of whom none
    /// has been here.</summary>
    public int KeyNamesPerHour { get; set; } = 100_000;

    /// <summary>Bytes of answers that clients have not read yet, of all callers; those of up to 64 KiB, which the web server takes at once, do not
    /// count. 128 MiB: a hundred pages of the largest. What is asked for past it is answered 429.</summary>
    public int MaxAnswerBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>The same of one API key. 96 MiB: three quarters of all, as with calls.</summary>
    public int MaxAnswerBytesPerKey { get; set; } = 96 * 1024 * 1024;

    /// <summary>The same of one user, or of one address without credentials. 8 MiB: eight pages of the largest.</summary>
    public int MaxAnswerBytesPerUser { get; set; } = 8 * 1024 * 1024;
}

internal sealed class ApiOptionsValidator : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var check = new OptionsCheck(ApiOptions.Section);
        check.AtLeast(nameof(options.MaxConcurrentCalls), options.MaxConcurrentCalls, 1);
        check.AtLeast(nameof(options.MaxWaitingCalls), options.MaxWaitingCalls, 0);
        check.AtLeast(nameof(options.MaxCallsPerKey), options.MaxCallsPerKey, 1);
        check.AtLeast(nameof(options.MaxCallsPerUser), options.MaxCallsPerUser, 1);
        check.AtLeast(nameof(options.MaxAnswerBytes), options.MaxAnswerBytes, 1024 * 1024);
        check.AtLeast(nameof(options.MaxAnswerBytesPerKey), options.MaxAnswerBytesPerKey, 1024 * 1024);
        check.AtLeast(nameof(options.MaxAnswerBytesPerUser), options.MaxAnswerBytesPerUser, 1024 * 1024);
        check.Within(nameof(options.UserCallsPerSecond), options.UserCallsPerSecond, 1, 1_000_000);
        check.Within(nameof(options.UserMissingPerSecond), options.UserMissingPerSecond, 1, 1_000_000);
        check.Within(nameof(options.KeyMissingPerSecond), options.KeyMissingPerSecond, 1, 1_000_000);
        check.Within(nameof(options.UserNamesPerHour), options.UserNamesPerHour, NameLimit.LeastPerUser, 100_000_000);
        check.Within(nameof(options.KeyNamesPerHour), options.KeyNamesPerHour, NameLimit.LeastPerKey, 100_000_000);
        return check.Result;
    }
}
