using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;

namespace OrleansRealtime.Client.Connection;

/// <summary>What goes wrong on a hub, as one of the library's own failures.</summary>
internal static partial class HubFailure
{
    public static RealtimeException Of(Exception failure) => failure switch
    {
        RealtimeException own => own,
        HubException hub when CodeAndSentence().Match(hub.Message) is { Success: true } told => new(told.Groups[1].Value, told.Groups[2].Value, inner: hub),
        _ => new(ErrorCodes.Connection, $"The hub is not connected: {failure.Message}", inner: failure),
    };

    /// <summary>A failed call's text; some hubs put the name of an exception before it.</summary>
    [GeneratedRegex("^(?:.*HubException: )?([a-z][a-z0-9_]*): (.*)$", RegexOptions.Singleline)]
    private static partial Regex CodeAndSentence();
}
