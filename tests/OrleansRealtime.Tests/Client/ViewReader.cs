namespace OrleansRealtime.Tests.Client;

/// <summary>Reads what is watched, one by one.</summary>
internal sealed class ViewReader<T>(IAsyncEnumerable<T> views) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private IAsyncEnumerator<T>? _reading;

    /// <summary>All that was read.</summary>
    public List<T> Seen { get; } = [];

    public async Task<T> NextAsync(string what)
    {
        _reading ??= views.GetAsyncEnumerator(_stop.Token);
        Assert.True(await _reading.MoveNextAsync().AsTask().Within(what), $"It ended before {what}.");
        Seen.Add(_reading.Current);
        return _reading.Current;
    }

    /// <summary>The next one that is so.</summary>
    public async Task<T> UntilAsync(Predicate<T> isSo, string what)
    {
        while (true)
        {
            if (await NextAsync(what) is var view && isSo(view)) return view;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_reading is not null) await _reading.DisposeAsync();
        _stop.Dispose();
    }
}
