namespace OrleansRealtime.Tests.Client;

/// <summary>A network on which nothing is ever answered.</summary>
internal sealed class SilentNetwork : HttpMessageHandler
{
    private readonly TaskCompletionSource _asked = Waiting.Signal();

    public Task Asked => _asked.Task;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("It never ends by itself.");
    }
}
