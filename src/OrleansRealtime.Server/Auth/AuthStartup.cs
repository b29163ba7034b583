using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Auth.Jwt;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Auth;

/// <summary>Makes the API key and a cluster's token keys at the first start, not at the first request, and fails the start when they, or the file with an
/// identity provider's keys, cannot be read.</summary>
internal sealed class AuthStartup(IServiceProvider services, IOptions<StorageOptions> storage, IOptions<AuthOptions> auth) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Made only now: storage has opened the database, and claimed the data folder, in which a generated key is kept.
        services.GetRequiredService<ApiKeys>();
        if (storage.Value.Store == StorageOptions.Postgres) services.GetRequiredService<TokenKeys>().MakeFirst();
        if (auth.Value.Jwt is not null) await services.GetRequiredService<SigningKeys>().StartAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
