using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
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

    /// <summary>How long one request may take, and how long a question may wait for its turn before: a call of a user waits for both.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer is good. 15 s: those who watch are asked about anew as often, so that access ends within 30 s when the
    /// application does not say so. Taking access away by the API forgets it at once.</summary>
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Answers that are kept, and questions that may wait: 100,000 are about 30 MB.</summary>
    public int MaxCached { get; set; } = 100_000;
}

internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var check = new OptionsCheck(AccessOptions.Section);
        check.Require(
            options.CallbackUrl is null || (Uri.TryCreate(options.CallbackUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
            nameof(options.CallbackUrl),
            $"is '{options.CallbackUrl}'; it must be an http or https address");
        check.Within(nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));
        check.Within(nameof(options.CacheFor), options.CacheFor, TimeSpan.Zero, TimeSpan.FromHours(1));
        check.AtLeast(nameof(options.MaxCached), options.MaxCached, 1);
        return check.Result;
    }
}

public static class AccessHosting
{
    /// <summary>The seam <see cref="IEntityAccess"/>, as configured.</summary>
    public static IServiceCollection AddEntityAccess(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AccessOptions, AccessOptionsValidator>().BindConfiguration(AccessOptions.Section);
        services.AddSingleton<AccessHealth>();
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
