using System.Text.Json;
using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Notifications;

/// <summary>What servers tell users.</summary>
public sealed class NotificationCaller
{
    private readonly RestCaller _rest;
    private readonly JsonSerializerOptions _json;

    internal NotificationCaller(RestCaller rest, JsonSerializerOptions json) => (_rest, _json) = (rest, json);

    /// <summary>Notifies users. The answer means that it is durable: it will be delivered.</summary>
    /// <param name="idempotencyKey">Drawn when absent.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<NotificationReceipt> SendAsync(Notification notification, string? idempotencyKey = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(notification);
        // The application's own value becomes JSON by its own options.
        var data = notification.Data is { } value ? JsonSerializer.SerializeToElement(value, value.GetType(), _json) : (object?)null;
        var body = notification with { Data = data };
        return _rest.SendAsync<NotificationReceipt>(RestCall.Mutate(HttpMethod.Post, "notifications", body, idempotencyKey), cancellation);
    }
}
