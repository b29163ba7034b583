using System.Collections.Concurrent;
using System.Reflection;
using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Gateway.Calls;

/// <summary>Which calls of grains may be asked again while they are under way.</summary>
internal static class RepeatableCalls
{
    private static readonly ConcurrentDictionary<MethodInfo, RepeatableAttribute?> Rules = new();

    /// <param name="arguments">Those of the call.</param>
    public static bool May(MethodInfo method, object?[] arguments) =>
        Rules.GetOrAdd(method, RuleOf) is { } rule && (!rule.ByKey || Array.Exists(arguments, argument => argument is IdempotencyKey or IKeyed { Key: not null }));

    // A lease that is taken twice is one lease.
    private static RepeatableAttribute? RuleOf(MethodInfo method) =>
        method.DeclaringType == typeof(ILivePublisher) && method.Name is nameof(ILivePublisher.Join) or nameof(ILivePublisher.Renew)
            ? new()
            : method.GetCustomAttribute<RepeatableAttribute>();
}
