using Microsoft.Extensions.Options;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What the logs are spared.</summary>
internal static class ServerLogging
{
    /// <summary>The category that logs the address of every request with its query, in which a hub's token may stand.</summary>
    private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>They repeat, with a stack trace, a failure to start that <see cref="StartFailure"/> says in a line.</summary>
    private static readonly string[] Complainers = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    private static volatile bool _started;

    public static void AddServerLogging(this ILoggingBuilder logging) => logging.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, LastRules>();

    /// <summary>From now on everybody may complain.</summary>
    public static void Started() => _started = true;

    /// <summary>Rules that no configuration overrules: of two equally specific ones the last counts, and a rule for one provider is more
    /// specific than one for all.</summary>
    private sealed class LastRules : IPostConfigureOptions<LoggerFilterOptions>
    {
        public void PostConfigure(string? name, LoggerFilterOptions options)
        {
            foreach (var provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
            {
                options.Rules.Add(new(provider, Requests, LogLevel.Warning, filter: null));
                foreach (var category in Complainers) options.Rules.Add(new(provider, category, LogLevel.Information, (_, _, _) => _started));
            }
        }
    }
}
