namespace OrleansRealtime.Consistency.Faults;

/// <summary>What goes wrong between grains and what they store.</summary>
internal interface IStorageFaults
{
    /// <summary>Reads, or fails.</summary>
    /// <param name="what">What is read, and whose it is.</param>
    Task<T> ReadAsync<T>(string what, Func<Task<T>> read);

    /// <summary>Writes a grain's state, or fails before or after it.</summary>
    Task WriteAsync(GrainWrite write);

    /// <summary>Deletes rows, or fails before or after it.</summary>
    /// <param name="what">What is deleted, and whose it is.</param>
    Task DeleteAsync(string what, Func<Task> delete);
}

/// <summary>A write of a grain's state.</summary>
/// <param name="CommitAsync">Has it done.</param>
/// <param name="Detach">Takes a copy, which may be committed when nobody waits for it any more.</param>
internal sealed record GrainWrite(string StateName, GrainId Grain, bool IsBackground, Func<Task> CommitAsync, Func<Func<Task>> Detach);
