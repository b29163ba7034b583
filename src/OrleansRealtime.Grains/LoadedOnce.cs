namespace OrleansRealtime.Grains;

/// <summary>
/// What an activation reads from storage when it is first needed and keeps as last committed. All who need it meanwhile wait for one reading;
/// after one that failed the next reads again. Lives on its grain's scheduler.
/// </summary>
internal sealed class LoadedOnce<T>(Func<Task<T>> read)
    where T : class
{
    private Task? _reading;

    /// <summary><c>null</c> until it was read. Set after a commit that changed it.</summary>
    public T? Value { get; set; }

    public Task LoadAsync() =>
        Value is not null ? Task.CompletedTask : _reading is { IsCompleted: false } ? _reading : _reading = ReadAsync();

    private async Task ReadAsync() => Value = await read();
}
