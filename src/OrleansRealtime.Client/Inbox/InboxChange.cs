using System.Text.Json;

namespace OrleansRealtime.Client.Inbox;

/// <summary>One of several that an item stands for.</summary>
/// <param name="Body">At most 100 characters of it, but whole where a server sent it.</param>
public sealed record InboxChange(
    string Id, string Title, IReadOnlyList<string> Authors, DateTimeOffset At, string? Body = null, string? Link = null, JsonElement? Data = null);
