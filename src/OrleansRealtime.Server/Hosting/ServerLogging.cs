using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What the logs say by themselves, and what they are spared.</summary>
internal static class ServerLogging
{
    /// <summary>Unless the configuration says otherwise: what frameworks do is of interest when it goes wrong.</summary>
    private static readonly Dictionary<string, LogLevel> Levels = new()
    {
        ["Default"] = LogLevel.Information,
        ["Microsoft"] = LogLevel.Warning,
        ["Microsoft.AspNetCore.DataProtection"] = LogLevel.Error,
        ["Orleans"] = LogLevel.Warning,
        // While a silo is lost or somebody without a certificate knocks, these write a line, with a stack trace, for each probe and each attempt to
        // connect, several a second. Who was lost says ClusterWatch.
        ["Orleans.Connections.Security"] = LogLevel.Error,
        ["Orleans.Runtime.Messaging.ConnectionManager"] = LogLevel.Error,
        ["Orleans.Runtime.MembershipService.SiloHealthMonitor"] = LogLevel.Error,
        ["OrleansRealtime"] = LogLevel.Warning,
        [BannerLog.Category] = LogLevel.Information,
        // Who joins, who is lost, what warns: once each.
        ["OrleansRealtime.Storage.Cluster"] = LogLevel.Information,
        ["Polly"] = LogLevel.Warning,
        ["System.Net.Http"] = LogLevel.Warning,
    };

    /// <summary>They write out, below these levels, what they were sent: the address of a request with its query, the arguments of a hub's
    /// method. A token may stand in either.</summary>
    private static readonly (string Category, LogLevel From)[] Sensitive =
    [
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning),
        ("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Information),
    ];

    /// <summary>They repeat, with a stack trace, a failure to start that <see cref="HostFailure"/> says in a line.</summary>
    private static readonly string[] RepetitiveAtStart =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Orleans", "Orleans.Messaging"];

    /// <summary>They report, with a stack trace, each call that finds no silo any more while this one stops (Microsoft Orleans' placement does so
    /// under the name of the library that it retries with), and each grain that finds none to move to with the calls that wait for it. Whole
    /// categories: a filter does not see the event.</summary>
    private static readonly string[] RepetitiveAtStop = ["Orleans.Messaging", "Orleans.Grain", "Polly"];

    public static void AddServerLogging(this WebApplicationBuilder builder)
    {
        // Before every other source, so that each of them may say otherwise.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = Levels.Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", (string?)level.Value.ToString())),
        });
        builder.Services.AddJsonLogs();
        builder.Services.AddSingleton<ServerPhase>();
        builder.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, LastRules>();
    }

    /// <summary>Rules that no configuration overrules: of two equally specific ones the last counts, and a rule for one provider is more
    /// specific than one for all. They only take away from what was configured.</summary>
    private sealed class LastRules(ServerPhase phase) : IPostConfigureOptions<LoggerFilterOptions>
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

                foreach (var category in RepetitiveAtStart.Union(RepetitiveAtStop))
                    options.Rules.Add(new(provider, category, Configured(options, provider, category), (_, name, _) => IsNeeded(category, name)));
            }
        }

        /// <param name="rule">The category of the rule, which holds for all that begin with it.</param>
        /// <param name="category">Of the line.</param>
        private bool IsNeeded(string rule, string? category)
        {
            if (!phase.HasStarted) return !RepetitiveAtStart.Contains(rule);
            if (!phase.IsStopping || !RepetitiveAtStop.Contains(category)) return true;
            phase.LeaveOut();
            return false;
        }

        private static LogLevel Configured(LoggerFilterOptions options, string? provider, string category) => options.Rules
            .Where(rule => rule.ProviderName is null || rule.ProviderName == provider)
            .Where(rule => rule.CategoryName is null || category.StartsWith(rule.CategoryName, StringComparison.OrdinalIgnoreCase))
            .OrderBy(rule => rule.ProviderName is not null)
            .ThenBy(rule => rule.CategoryName?.Length ?? 0)
            .LastOrDefault()?.LogLevel ?? options.MinLevel;
    }
}
