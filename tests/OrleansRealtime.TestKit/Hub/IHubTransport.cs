namespace OrleansRealtime.TestKit.Hub;

/// <summary>Carries text to a hub and back; where one message ends is not its business.</summary>
internal interface IHubTransport : IAsyncDisposable
{
    Task SendAsync(string text);

    /// <returns>What came; <c>null</c> when the other side is gone.</returns>
    Task<string?> ReceiveAsync(CancellationToken cancellationToken);
}
