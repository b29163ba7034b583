using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace OrleansRealtime.Gateway.Calls;

/// <summary>
/// In a process without grains: asks a question to which no answer comes again through two silos, and then through three. Such a process sends
/// all calls of one grain through the same silo, wherever the grain is. While that silo is frozen, or when it dies with a call in it, the call is not
/// answered, though the grain's own silo would answer it. This filter stands before those that give a call its deadline and its place in a trace,
/// because each ask has its own.
/// <para>
/// A further ask is unordered, and those leave by all silos in turn: those that follow one another leave by different ones, so that where there are two
/// silos, one of two leaves by the one that is well. First asks stay ordered, because Orleans counts unordered messages in 32 bits and fails when
/// the number is used up. There are no more asks than these six: the silo that has the grain may be the frozen one, and then nobody answers until
/// another has it.
/// </para>
/// </summary>
/// <param name="services">Has Orleans' runtime for calls, which itself is made of filters like this one.</param>
internal sealed class CallRepeater(GatewayMetrics metrics, TimeProvider time, IServiceProvider services) : IOutgoingGrainCallFilter
{
    private static readonly AsyncLocal<bool> IsRepeat = new();

    private readonly ConcurrentDictionary<MethodInfo, RepeatableMethod?> _methods = new();
    private readonly Lock _round = new();
    private readonly Lazy<IGrainReferenceRuntime> _runtime = new(services.GetRequiredService<IGrainReferenceRuntime>);

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.SourceContext is not null || IsRepeat.Value || context.InterfaceMethod is not { } called) return context.Invoke();
        if (_methods.GetOrAdd(called, RepeatableMethod.Of) is not { } method) return context.Invoke();
        // Before the first ask, after which Orleans may do with the request what it likes.
        var question = new Question((GrainReference)context.Grain, context.Request);
        return method.MayRepeat(question.Arguments) ? AskAsync(context, method, question) : context.Invoke();
    }

    private async Task AskAsync(IOutgoingGrainCallContext context, RepeatableMethod method, Question question)
    {
        var mayRepeat = false;
        try
        {
            context.Result = await RepeatedAsk.AnswerAsync(FirstAsync(context), AskAgain, time);
        }
        finally
        {
            if (mayRepeat) method.Leave();
        }

        IReadOnlyList<Task<object?>> AskAgain(int times)
        {
            if (!mayRepeat && !(mayRepeat = method.TryEnter())) return [];
            metrics.CallRepeated();
            // Asks of two questions that took turns could leave by the same silo each.
            lock (_round) return [.. Enumerable.Range(0, times).Select(_ => RepeatAsync(method, question))];
        }
    }

    private static async Task<object?> FirstAsync(IOutgoingGrainCallContext context)
    {
        await context.Invoke();
        return context.Result;
    }

    private async Task<object?> RepeatAsync(RepeatableMethod method, Question question)
    {
        // It holds for this call alone.
        IsRepeat.Value = true;
        var request = question.Again();
        request.AddInvokeMethodOptions(InvokeMethodOptions.Unordered);
        return await method.AskAsync(_runtime.Value, question.Grain, request);
    }

    /// <summary>What is asked of which grain.</summary>
    private sealed class Question(GrainReference grain, IInvokable request)
    {
        private readonly Type _request = request.GetType();

        public GrainReference Grain => grain;

        public object?[] Arguments { get; } = [.. Enumerable.Range(0, request.GetArgumentCount()).Select(request.GetArgument)];

        /// <summary>A request of its own: Orleans keeps each until its answer has come.</summary>
        public IRequest Again()
        {
            var again = (IRequest)Activator.CreateInstance(_request, nonPublic: true)!;
            for (var n = 0; n < Arguments.Length; n++) again.SetArgument(n, Arguments[n]!);
            return again;
        }
    }
}
