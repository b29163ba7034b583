using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Client;

/// <summary>Says in one sentence what is wrong first.</summary>
internal sealed partial class RealtimeClientOptionsCheck : IValidateOptions<RealtimeClientOptions>
{
    private static readonly TimeSpan ShortestTry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTry = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, RealtimeClientOptions options) =>
        FailureOf(options) is { } failure ? ValidateOptionsResult.Fail($"The realtime client cannot start: {failure}.") : ValidateOptionsResult.Success;

    private static string? FailureOf(RealtimeClientOptions options) => options switch
    {
        { Url: null } => "Url is missing, the platform's address, such as https://live.example.com",
        { Url: { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } } => $"Url is '{options.Url}', and no address of http or https",
        { Url: { Query.Length: > 0 } or { Fragment.Length: > 0 } or { UserInfo.Length: > 0 } } => "Url has more than a host and a path",
        _ when !Workspaces().IsMatch(options.Workspace) => $"Workspace is '{options.Workspace}', and not of the form [a-z][a-z0-9-]{{0,62}}",
        { ApiKey: null, Token: null } => "neither ApiKey nor Token is set",
        { ApiKey: not null, Token: not null } => "both ApiKey and Token are set, and it can go by one of them only",
        _ when options.ApiKey is { } key && !IsHeaderText(key) => "ApiKey is empty, or has characters that no header takes",
        { Json: null } => "Json is null",
        _ when options.TryTimeout < ShortestTry || options.TryTimeout > LongestTry => $"TryTimeout is {options.TryTimeout}, and may be {ShortestTry} to {LongestTry}",
        _ when options.RetryFor < TimeSpan.Zero || options.RetryFor > LongestRetry => $"RetryFor is {options.RetryFor}, and may be {TimeSpan.Zero} to {LongestRetry}",
        { MaxConnections: < 1 or > 5_000 } => $"MaxConnections is {options.MaxConnections}, and may be 1 to 5000",
        _ => null,
    };

    private static bool IsHeaderText(string text) => text.Length > 0 && text.All(character => character is > ' ' and < '\x7f');

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,62}\z")]
    private static partial Regex Workspaces();
}
