using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Auth;

/// <summary>Makes the API key and a cluster's token keys at the first start, not at the first request, and fails the start when they cannot be
/// read.</summary>
internal sealed class AuthStartup(IServiceProvider services, IOptions<StorageOptions> storage) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Made only now: storage has opened the database, and claimed the data folder, in which a generated key is kept.
        services.GetRequiredService<ApiKeys>();
        if (storage.Value.Store == StorageOptions.Postgres) services.GetRequiredService<TokenKeys>().MakeFirst();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
