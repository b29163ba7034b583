using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Auth.Jwt;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Auth;

public static class AuthHosting
{
    /// <summary>Who may come in: API keys, user tokens, tokens of an identity provider, refusals of tokens.</summary>
    public static IServiceCollection AddCallers(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AuthOptions, AuthOptionsValidator>().BindConfiguration(AuthOptions.Section);
        services.AddSingleton<GeneratedApiKey>();
        services.AddSingleton<ApiKeys>();
        services.AddHostedService<AuthStartup>();
        services.AddSingleton<UserTokens>();
        services.AddJwts();
        services.AddSingleton(provider => new TokenReader(
            provider.GetRequiredService<UserTokens>(),
            provider.GetRequiredService<IOptions<AuthOptions>>().Value.Jwt is null ? null : provider.GetRequiredService<JwtTokens>()));
        services.AddSingleton<MetUsers>(_ => new());
        services.AddSingleton<TokenRefusals>();

        services.AddDataProtection().SetApplicationName("OrleansRealtime");
        services.AddSingleton<TokenKeyRepository>();
        services.AddSingleton<DatabaseKeyRepository>();
        services.AddSingleton<TokenKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<IServiceProvider, IOptions<StorageOptions>>((options, provider, storage) =>
            options.XmlRepository = storage.Value.Store == StorageOptions.Postgres
                ? provider.GetRequiredService<DatabaseKeyRepository>()
                : provider.GetRequiredService<TokenKeyRepository>());

        services.AddAuthentication(CallerAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.SchemeName, configureOptions: null)
            // For its protector: requests are read by the scheme above.
            .AddBearerToken(UserTokens.Scheme);
        services.AddAuthorizationBuilder()
            .AddPolicy(UserPolicy.Name, policy => policy.RequireAuthenticatedUser().AddRequirements(new UserRequirement()));
        services.AddSingleton<IAuthorizationHandler, UserPolicy>();
        return services;
    }
}
