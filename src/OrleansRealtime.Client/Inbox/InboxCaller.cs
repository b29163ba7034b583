using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Inbox;

/// <summary>The inbox of the client's user.</summary>
public sealed class InboxCaller
{
    private readonly RestCaller _rest;

    internal InboxCaller(RestCaller rest) => _rest = rest;

    /// <summary>Reads a page. One that is shorter than asked for and has a <see cref="InboxPage.Next"/> goes on there.</summary>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<InboxPage> ReadAsync(InboxQuery? query = null, CancellationToken cancellation = default) =>
        _rest.SendAsync<InboxPage>(RestCall.Read((query ?? new()).Path), cancellation);

    /// <summary>Marks items, and answers the badge behind that.</summary>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<Badge> MarkAsync(InboxMark mark, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(mark);
        return _rest.SendAsync<Badge>(RestCall.Mutate(HttpMethod.Post, "me/inbox/mark", mark), cancellation);
    }

    /// <summary>Reads what the bell shows now.</summary>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<Badge> ReadBadgeAsync(CancellationToken cancellation = default) => _rest.SendAsync<Badge>(RestCall.Read("me/badge"), cancellation);
}
