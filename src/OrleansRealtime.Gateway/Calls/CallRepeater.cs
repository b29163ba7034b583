using System.Collections.Concurrent;
using System.Reflection;
using OrleansRealtime.Contracts.Calls;

namespace OrleansRealtime.Gateway.Calls;

/// <summary>
/// In a process without grains: asks a question to which no answer comes again, by two other silos, and then by two once more. Such a process sends
/// each call through one of the silos, and one that is frozen, or died with the call in it, keeps what the grain's own silo would answer. To stand
/// before what gives calls their deadline and their place in a trace: each ask has its own.
/// <para>
/// Orleans takes the silos in turn (<see cref="AnySiloAttribute"/>), so two asks that follow one another leave by different ones, and at least one
/// of them by another than the first. There are no more asks than these five: what is kept by the silo that has the grain itself is answered by
/// nobody until another has it.
/// </para>
/// </summary>
internal sealed class CallRepeater(GatewayMetrics metrics, TimeProvider time) : IOutgoingGrainCallFilter
{
    /// <summary>How many further asks leave at once.</summary>
    public const int AsksOfRound = 2;

    private static readonly AsyncLocal<bool> IsRepeat = new();

    private readonly ConcurrentDictionary<MethodInfo, RepeatableMethod?> _methods = new();
    private readonly Lock _pair = new();

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.SourceContext is not null || IsRepeat.Value || context.InterfaceMethod is not { } called) return context.Invoke();
        if (_methods.GetOrAdd(called, RepeatableMethod.Of) is not { } method) return context.Invoke();
        // Before the first ask, after which Orleans may do with the request what it likes.
        var arguments = Arguments(context);
        return method.MayRepeat(arguments) ? AskAsync(context, method, arguments) : context.Invoke();
    }

    private async Task AskAsync(IOutgoingGrainCallContext context, RepeatableMethod method, object?[] arguments)
    {
        var grain = context.Grain;
        context.Result = await RepeatedAsk.AnswerAsync(FirstAsync(context), () => AskAgain(grain, method, arguments), time);
    }

    private static async Task<object?> FirstAsync(IOutgoingGrainCallContext context)
    {
        await context.Invoke();
        return context.Result;
    }

    private Task<object?>[] AskAgain(object grain, RepeatableMethod method, object?[] arguments)
    {
        if (!method.TryEnter(AsksOfRound)) return [];
        metrics.CallRepeated();
        // Asks of two calls that took turns could leave by the same silo each.
        lock (_pair) return [RepeatAsync(grain, method, arguments), RepeatAsync(grain, method, arguments)];
    }

    private static async Task<object?> RepeatAsync(object grain, RepeatableMethod method, object?[] arguments)
    {
        // It holds for this call alone.
        IsRepeat.Value = true;
        return await method.AskAsync(grain, arguments);
    }

    private static object?[] Arguments(IOutgoingGrainCallContext context)
    {
        var arguments = new object?[context.Request.GetArgumentCount()];
        for (var n = 0; n < arguments.Length; n++) arguments[n] = context.Request.GetArgument(n);
        return arguments;
    }
}
