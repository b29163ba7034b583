namespace OrleansRealtime.Grains;

/// <summary>Runs work that needs nothing of a grain but what it is handed: reading a page of rows and making objects of a megabyte of text takes
/// milliseconds, in which the grain's other callers would wait for its turn.</summary>
internal static class BesideTurns
{
    public static Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Task.Run(work, cancellationToken);
}
