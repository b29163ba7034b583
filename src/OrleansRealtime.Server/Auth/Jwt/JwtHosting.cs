using Microsoft.Extensions.Options;

namespace OrleansRealtime.Server.Auth.Jwt;

internal static class JwtHosting
{
    /// <summary>The tokens of an identity provider; to be asked for where one is configured.</summary>
    public static void AddJwts(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<AuthOptions>, JwtOptionsValidator>();
        services.AddHttpClient(DiscoveredKeys.Client).ConfigureHttpClient(client =>
        {
            client.Timeout = DiscoveredKeys.Timeout;
            client.MaxResponseContentBufferSize = DiscoveredKeys.MaxAnswer;
        });
        services.AddSingleton(SourceOf);
        services.AddSingleton<SigningKeys>();
        services.AddSingleton(provider => new JwtTokens(
            OptionsOf(provider), provider.GetRequiredService<SigningKeys>(), provider.GetRequiredService<TimeProvider>()));
    }

    private static JwtOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<AuthOptions>>().Value.Jwt!;

    private static IKeySource SourceOf(IServiceProvider provider)
    {
        var options = OptionsOf(provider);
        if (options.KeysFile is { } file) return new KeysFile(file);
        // Only in the Development environment the validator lets another authority through.
        var requireHttps = !options.Authority!.StartsWith("http:", StringComparison.OrdinalIgnoreCase);
        return new DiscoveredKeys(options.Authority, requireHttps, provider.GetRequiredService<IHttpClientFactory>());
    }
}
