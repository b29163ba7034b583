using System.Collections;
using System.Reflection;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Telemetry;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Hosting;

/// <summary>The sections of the configuration that are ours, and what can stand in each. SETTINGS.md is made from them.</summary>
internal static class Settings
{
    public static readonly SortedDictionary<string, Type> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [AccessOptions.Section] = typeof(AccessOptions),
        [ApiOptions.Section] = typeof(ApiOptions),
        [AuthOptions.Section] = typeof(AuthOptions),
        [ClusterSettings.Section] = typeof(ClusterSettings),
        [StorageOptions.Section] = typeof(StorageOptions),
        [EntityLimits.Section] = typeof(EntityLimits),
        [BrowserOptions.Section] = typeof(BrowserOptions),
        [GatewayOptions.Section] = typeof(GatewayOptions),
        [InboxLimits.Section] = typeof(InboxLimits),
        [PageOptions.Section] = typeof(PageOptions),
        [ProxyOptions.Section] = typeof(ProxyOptions),
        [PreferenceOptions.Section] = typeof(PreferenceOptions),
        [PresenceOptions.Section] = typeof(PresenceOptions),
        [IdempotencyLimits.Section] = typeof(IdempotencyLimits),
        [ShutdownOptions.Section] = typeof(ShutdownOptions),
        [TelemetryOptions.Section] = typeof(TelemetryOptions),
        ["Streams"] = typeof(LiveStreamOptions),
    };

    /// <summary>What a section of this type has settings for. A collection needs no setter to be filled.</summary>
    public static IEnumerable<PropertyInfo> Of(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite || typeof(IDictionary).IsAssignableFrom(property.PropertyType));

    /// <summary>Whether one value stands there, and no section.</summary>
    public static bool IsValue(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan);
    }

    /// <summary>What a list, or a dictionary by its names, holds; <c>null</c> when the type is neither.</summary>
    public static Type? ElementOf(Type type) => type.IsGenericType ? type.GetGenericArguments()[^1] : null;
}
