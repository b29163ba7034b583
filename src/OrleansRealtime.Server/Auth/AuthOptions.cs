using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Server.Auth.Jwt;

namespace OrleansRealtime.Server.Auth;

/// <summary>The section <c>Auth</c>.</summary>
public sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary>The keys of server callers. None: one is made at the first start and kept in the data folder.</summary>
    public List<ApiKeyOptions> ApiKeys { get; set; } = [];

    /// <summary>The application's identity provider, whose tokens are taken besides the platform's own; not set: none are.</summary>
    public JwtOptions? Jwt { get; set; }
}

/// <summary>One API key: <c>Auth:ApiKeys:N</c>.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>16 characters: at 6 bits each, 96 bits, beyond guessing.</summary>
    public const int MinKeyLength = 16;

    /// <summary>The key itself, visible ASCII characters, at least 16 of them. It is a secret: set it in the environment.</summary>
    public string Key { get; set; } = "";

    /// <summary>Where the key is good; <c>*</c> = everywhere.</summary>
    public List<string> Workspaces { get; set; } = [];

    /// <summary>What it is good for: read, write, notify, tokens, admin (takes access away, and reads what any user
    /// has), import; none = all.</summary>
    public List<string> Scopes { get; set; } = [];
}

/// <summary>Collects everything that is wrong, so that one start shows it all. Never repeats a key.</summary>
internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var failures = new List<string>();
        for (var i = 0; i < options.ApiKeys.Count; i++)
        {
            var (key, at) = (options.ApiKeys[i], $"{AuthOptions.Section}:ApiKeys:{i}");
            if (key.Key.Length < ApiKeyOptions.MinKeyLength)
                failures.Add($"{at}:Key has {key.Key.Length} characters; it needs at least {ApiKeyOptions.MinKeyLength}.");
            if (key.Key.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
                failures.Add($"{at}:Key may hold visible ASCII characters only: it travels in a header.");
            if (options.ApiKeys.Take(i).Any(other => other.Key == key.Key)) failures.Add($"{at}:Key is there twice.");
            if (key.Workspaces.Count == 0) failures.Add($"{at}:Workspaces is empty; name the workspaces, or * for all.");
            foreach (var workspace in key.Workspaces.Where(workspace => workspace != Caller.AnyWorkspace && !Names.IsWord(workspace)))
                failures.Add($"{at}:Workspaces has '{workspace}', which is neither * nor a workspace ([a-z][a-z0-9-]*, at most 63).");
            foreach (var scope in key.Scopes.Where(scope => !Scopes.All.Contains(scope)))
                failures.Add($"{at}:Scopes has '{scope}'; there are {string.Join(", ", Scopes.All)}.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
