namespace OrleansRealtime.Tests.Grains;

/// <summary>A scheduler that runs one piece of work at a time, in order, as a grain's does: for what lives on one and is tested without a silo.</summary>
internal static class GrainTurns
{
    public static Task RunAsync(Func<Task> work) => Task.Factory.StartNew(
        work, TestContext.Current.CancellationToken, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
