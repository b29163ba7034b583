using System.Reflection;
using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Gateway.Calls;

/// <summary>A grain's method whose calls may be asked again while they are under way, and how many of them are.</summary>
internal sealed class RepeatableMethod
{
    /// <summary>
    /// The most questions of one method that are asked again at once; each has five further asks at most. Where a silo on the way is frozen, a question
    /// is answered, and makes room, within milliseconds, unless that silo has the grain itself. Where grains or their database are slow, all questions
    /// stay, and no more than this comes on top. 256: half of what REST serves at once. Of each method, so that the many leases that are taken anew
    /// when a silo is lost use up nothing of the edits'.
    /// </summary>
    public const int MostQuestions = 256;

    private static readonly MethodInfo SendAsyncOfResult = typeof(RepeatableMethod).GetMethod(nameof(SendAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly bool _byKey;
    private readonly Func<IGrainReferenceRuntime, GrainReference, IRequest, Task<object?>> _ask;
    private int _questions;

    private RepeatableMethod(MethodInfo method, bool byKey)
    {
        _byKey = byKey;
        _ask = SendAsyncOfResult.MakeGenericMethod(method.ReturnType.GetGenericArguments())
            .CreateDelegate<Func<IGrainReferenceRuntime, GrainReference, IRequest, Task<object?>>>();
    }

    /// <returns><c>null</c> when its calls are asked once.</returns>
    public static RepeatableMethod? Of(MethodInfo method)
    {
        // A lease that is taken twice is one lease.
        if (method.DeclaringType == typeof(ILivePublisher)) return method.Name == nameof(ILivePublisher.Join) ? new(method, byKey: false) : null;
        return method.GetCustomAttribute<RepeatableAttribute>() is { } repeatable ? new(method, repeatable.ByKey) : null;
    }

    public bool MayRepeat(object?[] arguments) => !_byKey || Array.Exists(arguments, argument => argument is IdempotencyKey or IKeyed { Key: not null });

    /// <summary>Counts a question that is asked again, until <see cref="Leave"/>.</summary>
    /// <returns>False when there are too many already.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _questions) <= MostQuestions) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _questions);

    /// <summary>Sends a request of this method.</summary>
    public Task<object?> AskAsync(IGrainReferenceRuntime runtime, GrainReference grain, IRequest request) => _ask(runtime, grain, request);

    private static async Task<object?> SendAsync<TResult>(IGrainReferenceRuntime runtime, GrainReference grain, IRequest request) =>
        await runtime.InvokeMethodAsync<TResult>(grain, request, request.Options);
}
