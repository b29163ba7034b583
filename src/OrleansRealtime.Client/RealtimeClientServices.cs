using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client;

/// <summary>Registers the client.</summary>
public static class RealtimeClientServices
{
    /// <summary>The name of the <see cref="HttpClient"/> that is used, for whoever wants to change how it connects.</summary>
    public const string HttpClientName = RestCaller.HttpClientName;

    /// <summary>The largest answer, in bytes; the platform's own are far smaller.</summary>
    private const long MaxAnswer = 16 << 20;

    /// <summary>How long connections are kept, so that they follow where the platform's name leads.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds a <see cref="RealtimeClient"/>. Options that make no sense end the host's start with one sentence that says why.</summary>
    public static IServiceCollection AddRealtimeClient(this IServiceCollection services, Action<RealtimeClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<RealtimeClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RealtimeClientOptions>, RealtimeClientOptionsCheck>());
        services.AddLogging();
        services.AddHttpClient(HttpClientName)
            .ConfigureHttpClient(client => (client.Timeout, client.MaxResponseContentBufferSize) = (Timeout.InfiniteTimeSpan, MaxAnswer))
            // A credential goes where it was meant to go, and nowhere that an answer names.
            .UseSocketsHttpHandler((handler, _) =>
                (handler.AllowAutoRedirect, handler.UseCookies, handler.PooledConnectionLifetime) = (false, false, ConnectionLifetime))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        services.TryAddSingleton(provider => new ClientParts(
            provider.GetRequiredService<IOptions<RealtimeClientOptions>>().Value,
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>(),
            Backoff.Usual));
        services.TryAddSingleton(provider => new RealtimeClient(provider.GetRequiredService<ClientParts>()));
        return services;
    }
}
