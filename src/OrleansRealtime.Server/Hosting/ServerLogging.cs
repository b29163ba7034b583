using Microsoft.Extensions.Options;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What the logs are spared.</summary>
internal static class ServerLogging
{
    /// <summary>They write out, below these levels, what they were sent: the address of a request with its query, the arguments of a hub's
    /// method. A token may stand in either.</summary>
    private static readonly (string Category, LogLevel From)[] Sensitive =
    [
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning),
        ("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Information),
    ];

    /// <summary>They repeat, with a stack trace, a failure to start that <see cref="StartFailure"/> says in a line.</summary>
    private static readonly string[] Repetitive =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Orleans"];

    private static volatile bool _started;

    public static void AddServerLogging(this ILoggingBuilder logging) =>
        logging.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, LastRules>();

    /// <summary>From now on nobody is left out.</summary>
    public static void Started() => _started = true;

    /// <summary>Rules that no configuration overrules: of two equally specific ones the last counts, and a rule for one provider is more
    /// specific than one for all. They only take away from what was configured.</summary>
    private sealed class LastRules : IPostConfigureOptions<LoggerFilterOptions>
    {
        public void PostConfigure(string? name, LoggerFilterOptions options)
        {
            foreach (var provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
            {
                foreach (var (category, from) in Sensitive)
                {
                    var configured = Configured(options, provider, category);
                    options.Rules.Add(new(provider, category, configured > from ? configured : from, filter: null));
                }

                foreach (var category in Repetitive)
                    options.Rules.Add(new(provider, category, Configured(options, provider, category), (_, _, _) => _started));
            }
        }

        private static LogLevel Configured(LoggerFilterOptions options, string? provider, string category) => options.Rules
            .Where(rule => rule.ProviderName is null || rule.ProviderName == provider)
            .Where(rule => rule.CategoryName is null || category.StartsWith(rule.CategoryName, StringComparison.OrdinalIgnoreCase))
            .OrderBy(rule => rule.ProviderName is not null)
            .ThenBy(rule => rule.CategoryName?.Length ?? 0)
            .LastOrDefault()?.LogLevel ?? options.MinLevel;
    }
}
