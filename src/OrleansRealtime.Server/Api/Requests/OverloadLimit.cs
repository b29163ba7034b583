using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>The section <c>Api</c>.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>REST calls served at once: enough to share every commit, few enough that their bodies fit into memory.</summary>
    public int MaxConcurrentCalls { get; set; } = 512;

    /// <summary>Calls that may wait for their turn, about a second's worth; one more is answered 429.</summary>
    public int MaxWaitingCalls { get; set; } = 2_048;
}

internal sealed class ApiOptionsValidator : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var check = new OptionsCheck(ApiOptions.Section);
        check.AtLeast(nameof(options.MaxConcurrentCalls), options.MaxConcurrentCalls, 1);
        check.AtLeast(nameof(options.MaxWaitingCalls), options.MaxWaitingCalls, 0);
        return check.Result;
    }
}

/// <summary>More REST calls than the server can hold are turned away at once. The hub, health and files are not counted: a connection lasts,
/// and bounds itself.</summary>
internal static class OverloadLimit
{
    public static IServiceCollection AddOverloadLimit(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ApiOptions, ApiOptionsValidator>().BindConfiguration(ApiOptions.Section);
        services.AddRateLimiter(static _ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<ApiOptions>>((limiter, api) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(http =>
                http.Request.Path.StartsWithSegments("/v1")
                    ? RateLimitPartition.GetConcurrencyLimiter(true, _ => new()
                    {
                        PermitLimit = api.Value.MaxConcurrentCalls,
                        QueueLimit = api.Value.MaxWaitingCalls,
                        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                    })
                    : RateLimitPartition.GetNoLimiter(false));
            limiter.OnRejected = static (context, _) => new(Problem
                .Of(ProblemCodes.Overloaded, "The server has as many requests as it can hold.")
                .ExecuteAsync(context.HttpContext));
        });
        return services;
    }
}
