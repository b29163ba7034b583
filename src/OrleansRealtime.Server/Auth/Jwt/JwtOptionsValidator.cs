using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Server.Auth.Jwt;

/// <summary>Beside the validator of the whole section, because only this part depends on the environment.</summary>
internal sealed class JwtOptionsValidator(IHostEnvironment environment) : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var check = new OptionsCheck(AuthOptions.Section);
        options.Jwt?.Check(check, environment.IsDevelopment());
        return check.Result;
    }
}
