using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.Server.Hosting;

/// <summary>The embedded fallback: the same grains, in this process alone.</summary>
internal static class EngineHosting
{
    public const string Name = "in-process";

    /// <summary>As the build property OrleansEngine has it, for programs to compare.</summary>
    public const string Id = "InProcess";

    /// <summary>What one should know of it at start.</summary>
    public const string? Note = "one process, no cluster";

    public static void AddEngine(this WebApplicationBuilder builder) =>
        builder.Services.AddInProcessEngine(typeof(GrainsHosting).Assembly);
}
