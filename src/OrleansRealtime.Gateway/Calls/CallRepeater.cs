using System.Collections.Concurrent;
using System.Reflection;

namespace OrleansRealtime.Gateway.Calls;

/// <summary>
/// In a process without grains: asks a question to which no answer comes once more, by two other silos. Such a process sends each call through one of
/// the silos, and one that is frozen, or died with it, keeps what the grain's own silo would answer. To stand before what gives calls their
/// deadline and their place in a trace: each ask has its own.
/// <para>
/// Orleans takes the silos in turn (<see cref="Contracts.Calls.AnySiloAttribute"/>), so two asks that follow one another leave by different ones, and
/// at least one of them by another than the first. There are no more asks than these three: what a silo keeps that has the grain itself is answered
/// by nobody until another has it.
/// </para>
/// </summary>
internal sealed class CallRepeater(GatewayMetrics metrics, TimeProvider time) : IOutgoingGrainCallFilter
{
    /// <summary>How many further asks follow the first.</summary>
    private const int Repeats = 2;

    /// <summary>The most further asks under way. They are answered within milliseconds where a silo on the way is frozen, and stay for as long as all other
    /// calls where a grain, or its database, is slow: there no more than this comes on top. 500: as many as REST serves at once, and so at most as
    /// much again.</summary>
    public const int MostUnderWay = 500;

    private static readonly AsyncLocal<bool> IsRepeat = new();

    private readonly Lock _pair = new();
    private int _underWay;

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.SourceContext is not null || IsRepeat.Value || context.InterfaceMethod is not { } method) return context.Invoke();
        // Before the first ask, after which Orleans may use the request for another call.
        var arguments = Arguments(context);
        return RepeatableCalls.May(method, arguments) ? AskAsync(context, method, arguments) : context.Invoke();
    }

    private async Task AskAsync(IOutgoingGrainCallContext context, MethodInfo method, object?[] arguments)
    {
        var grain = context.Grain;
        context.Result = await RepeatedAsk.AnswerAsync(FirstAsync(context), () => AskAgain(grain, method, arguments), time);
    }

    private static async Task<object?> FirstAsync(IOutgoingGrainCallContext context)
    {
        await context.Invoke();
        return context.Result;
    }

    private Task<object?>[] AskAgain(object grain, MethodInfo method, object?[] arguments)
    {
        if (Interlocked.Add(ref _underWay, Repeats) > MostUnderWay)
        {
            Interlocked.Add(ref _underWay, -Repeats);
            return [];
        }

        metrics.CallRepeated();
        // Two asks of different questions that took turns would leave by the same silo each.
        lock (_pair) return [RepeatAsync(grain, method, arguments), RepeatAsync(grain, method, arguments)];
    }

    private async Task<object?> RepeatAsync(object grain, MethodInfo method, object?[] arguments)
    {
        // It holds for this call alone.
        IsRepeat.Value = true;
        try
        {
            var call = (Task)method.Invoke(grain, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;
            await call;
            return Results.GetOrAdd(method, ResultOf)?.GetValue(call);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private static readonly ConcurrentDictionary<MethodInfo, PropertyInfo?> Results = new();

    private static PropertyInfo? ResultOf(MethodInfo method) =>
        method.ReturnType.IsGenericType ? method.ReturnType.GetProperty(nameof(Task<>.Result)) : null;

    private static object?[] Arguments(IOutgoingGrainCallContext context)
    {
        var arguments = new object?[context.Request.GetArgumentCount()];
        for (var n = 0; n < arguments.Length; n++) arguments[n] = context.Request.GetArgument(n);
        return arguments;
    }
}
