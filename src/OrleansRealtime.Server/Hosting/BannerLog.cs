namespace OrleansRealtime.Server.Hosting;

/// <summary>The banner as one line of a log, with its parts as values of their own. It has no key in it: what a log keeps is kept.</summary>
internal static partial class BannerLog
{
    /// <summary>Shown unless the configuration says otherwise.</summary>
    public const string Category = "OrleansRealtime.Server.Banner";

    public static void Write(IServiceProvider services)
    {
        var facts = BannerFacts.Of(services);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(Category);
        LogServes(logger, facts.Url, facts.Role, facts.Store, facts.Cluster, facts.Access);
    }

    [LoggerMessage(7321, LogLevel.Information, "OrleansRealtime runs on Microsoft Orleans at {Url} as {Role}, with {Store}, cluster {Cluster}; access is {Access}", EventName = "Serves")]
    private static partial void LogServes(ILogger logger, string url, string role, string store, string? cluster, string access);

    // Next id: 7322
}
