using System.Diagnostics;

namespace OrleansRealtime.Storage;

/// <summary>Traces of the store: source <c>OrleansRealtime.Storage</c>. The statements themselves are the driver's to tell, where it does (Npgsql).</summary>
internal static class StorageTracing
{
    public const string SourceName = "OrleansRealtime.Storage";

    private static readonly ActivitySource Source = new(SourceName);

    /// <param name="state">The name of the state that is written.</param>
    public static Activity? BeginCommit(string state)
    {
        // Only as a part of something: what nobody asked for is no trace of its own.
        if (!Source.HasListeners() || Activity.Current is null) return null;
        var activity = Source.StartActivity("storage.commit");
        activity?.SetTag("state", state);
        return activity;
    }
}
