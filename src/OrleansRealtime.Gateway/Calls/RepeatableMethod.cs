using System.Reflection;
using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Gateway.Calls;

/// <summary>A grain's method whose calls may be asked again while they are under way, and how many further asks of it are.</summary>
internal sealed class RepeatableMethod
{
    /// <summary>The most further asks of one method under way. They are answered within milliseconds where a silo on the way is frozen, and stay for as long as
    /// all other calls where grains, or their database, are slow: there no more than this comes on top. 256: half of what REST serves at once. Of
    /// each method, so that the many leases that are taken anew when a silo is lost use up nothing of the edits'.</summary>
    public const int MostAsks = 256;

    private readonly MethodInfo _method;
    private readonly bool _byKey;
    private readonly PropertyInfo _result;
    private int _asks;

    private RepeatableMethod(MethodInfo method, bool byKey) =>
        (_method, _byKey, _result) = (method, byKey, method.ReturnType.GetProperty(nameof(Task<>.Result))!);

    /// <returns><c>null</c> when its calls are asked once.</returns>
    public static RepeatableMethod? Of(MethodInfo method)
    {
        // A lease that is taken twice is one lease.
        if (method.DeclaringType == typeof(ILivePublisher)) return method.Name == nameof(ILivePublisher.Join) ? new(method, byKey: false) : null;
        return method.GetCustomAttribute<RepeatableAttribute>() is { } repeatable ? new(method, repeatable.ByKey) : null;
    }

    public bool MayRepeat(object?[] arguments) => !_byKey || Array.Exists(arguments, argument => argument is IdempotencyKey or IKeyed { Key: not null });

    /// <summary>Counts further asks, for <see cref="AskAsync"/>.</summary>
    /// <returns>False when there are too many already.</returns>
    public bool TryEnter(int asks)
    {
        if (Interlocked.Add(ref _asks, asks) <= MostAsks) return true;
        Interlocked.Add(ref _asks, -asks);
        return false;
    }

    public async Task<object?> AskAsync(object grain, object?[] arguments)
    {
        try
        {
            var call = (Task)_method.Invoke(grain, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;
            await call;
            return _result.GetValue(call);
        }
        finally
        {
            Interlocked.Decrement(ref _asks);
        }
    }
}
