namespace OrleansRealtime.Server.Auth;

/// <summary>Makes the API key at the first start, not at the first request, and fails the start when it cannot be read.</summary>
internal sealed class AuthStartup(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Made only now: storage has claimed the data folder, in which a generated key is kept.
        services.GetRequiredService<ApiKeys>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
