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

/// <summary>Never repeats a key.</summary>
internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var check = new OptionsCheck(AuthOptions.Section);
        for (var i = 0; i < options.ApiKeys.Count; i++)
        {
            var (key, at) = (options.ApiKeys[i], $"{nameof(options.ApiKeys)}:{i}");
            check.Require(options.ApiKeys.Take(i).All(other => other.Key != key.Key), $"{at}:{nameof(key.Key)}", "is there twice");
            CheckKey(check, key, at);
        }

        return check.Result;
    }

    private static void CheckKey(OptionsCheck check, ApiKeyOptions key, string at)
    {
        check.Require(
            key.Key.Length >= ApiKeyOptions.MinKeyLength,
            $"{at}:{nameof(key.Key)}",
            $"is of {key.Key.Length} characters; it must be at least {ApiKeyOptions.MinKeyLength} long");
        check.Require(
            key.Key.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0,
            $"{at}:{nameof(key.Key)}",
            "has other characters than visible ASCII; it travels in a header");
        check.Require(key.Workspaces.Count > 0, $"{at}:{nameof(key.Workspaces)}", "is empty; name the workspaces, or * for all");
        foreach (var workspace in key.Workspaces.Where(workspace => workspace != Caller.AnyWorkspace && !Names.IsWord(workspace)))
            check.Require(false, $"{at}:{nameof(key.Workspaces)}", $"has '{workspace}', which is neither * nor a workspace: {Names.WordRule}");
        foreach (var scope in key.Scopes.Where(scope => !Scopes.All.Contains(scope)))
            check.Require(false, $"{at}:{nameof(key.Scopes)}", $"has '{scope}'; there are {string.Join(", ", Scopes.All)}");
    }
}
