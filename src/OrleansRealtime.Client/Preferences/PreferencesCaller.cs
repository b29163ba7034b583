using System.Text.Json.Nodes;
using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Preferences;

/// <summary>What the client's user wants to be told of.</summary>
public sealed class PreferencesCaller
{
    private const string Path = "me/preferences";

    private readonly RestCaller _rest;

    internal PreferencesCaller(RestCaller rest) => _rest = rest;

    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<UserPreferences> ReadAsync(CancellationToken cancellation = default) =>
        _rest.SendAsync<UserPreferences>(RestCall.Read(Path), cancellation);

    /// <summary>Replaces all of them, also what another device chose meanwhile.</summary>
    /// <returns>As they are now.</returns>
    /// <exception cref="RealtimeException"><see cref="ErrorCodes.BadPreferences"/>; or the platform refused it, or did not answer in time.</exception>
    public Task<UserPreferences> ReplaceAsync(UserPreferences preferences, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        return _rest.SendAsync<UserPreferences>(RestCall.Mutate(HttpMethod.Put, Path, preferences), cancellation);
    }

    /// <summary>Changes what the patch names, and leaves everything else as it is.</summary>
    /// <param name="patch">A JSON merge patch (RFC 7396). A member that is <c>null</c> takes a choice back.</param>
    /// <returns>As they are now.</returns>
    /// <exception cref="RealtimeException"><see cref="ErrorCodes.BadPreferences"/>; or the platform refused it, or did not answer in time.</exception>
    public Task<UserPreferences> PatchAsync(JsonObject patch, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return _rest.SendAsync<UserPreferences>(RestCall.Mutate(HttpMethod.Patch, Path, patch), cancellation);
    }
}
