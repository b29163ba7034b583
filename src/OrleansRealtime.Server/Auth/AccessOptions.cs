using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Server.Auth;

/// <summary>The section <c>Access</c>: who says what a user may do to an entity.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>The application's own answer, by HTTP; none: members may read and write.</summary>
    public string? CallbackUrl { get; set; }

    /// <summary>What the callback is sent as <c>Authorization</c>, so that it knows who asks.</summary>
    public string? CallbackAuthorization { get; set; }

    /// <summary>How long one question may take: a request waits for it.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer is good. Taking access away by the API forgets it at once.</summary>
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Answers that are kept: 100,000 are about 30 MB.</summary>
    public int MaxCached { get; set; } = 100_000;
}

internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var failures = new List<string>();
        if (options.CallbackUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            failures.Add($"Access:CallbackUrl is '{url}'; it must be an http or https address.");
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromSeconds(30))
            failures.Add($"Access:Timeout is {options.Timeout}; it must be more than zero and at most 30 seconds.");
        if (options.CacheFor < TimeSpan.Zero || options.CacheFor > TimeSpan.FromHours(1))
            failures.Add($"Access:CacheFor is {options.CacheFor}; it must be from zero to one hour.");
        if (options.MaxCached < 1) failures.Add($"Access:MaxCached is {options.MaxCached}; it must be at least 1.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

public static class AccessHosting
{
    /// <summary>The seam <see cref="IEntityAccess"/>, as configured.</summary>
    public static IServiceCollection AddEntityAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddHttpClient(CallbackEntityAccess.Client).ConfigureHttpClient((provider, client) =>
        {
            var options = provider.GetRequiredService<IOptions<AccessOptions>>().Value;
            client.Timeout = options.Timeout;
            if (options.CallbackAuthorization is { } authorization)
                client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        });
        services.AddSingleton<IEntityAccess>(provider =>
            provider.GetRequiredService<IOptions<AccessOptions>>().Value.CallbackUrl is null
                ? new MembersMayWrite()
                : ActivatorUtilities.CreateInstance<CallbackEntityAccess>(provider));
        return services;
    }
}
