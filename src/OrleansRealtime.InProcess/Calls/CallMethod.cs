using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.InProcess.Calls;

/// <summary>One method of a grain or observer interface: how it may run, and how a call of it is made.</summary>
internal abstract class CallMethod
{
    private readonly string _name;
    private readonly Lazy<Func<object, object?[], Task?>> _invoke;

    protected CallMethod(MethodInfo method, InProcessEngine engine)
    {
        _name = $"{method.DeclaringType!.Name}.{method.Name}";
        _invoke = new(() => CompiledInvocation.Of(method));
        Engine = engine;
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        CancellationIndex = Array.FindIndex(method.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken));
    }

    public bool AlwaysInterleave { get; }

    public bool ReadOnly { get; }

    /// <summary>Which argument is the cancellation token; -1 if none is.</summary>
    public int CancellationIndex { get; }

    protected InProcessEngine Engine { get; }

    public static CallMethod Of(MethodInfo method, InProcessEngine engine)
    {
        var returns = method.ReturnType;
        if (returns == typeof(void) || method.IsDefined(typeof(OneWayAttribute)))
        {
            return new OneWayMethod(method, engine);
        }

        var result = returns.IsGenericType ? returns.GetGenericArguments()[0] : typeof(Nothing);
        return (CallMethod)Activator.CreateInstance(typeof(AnsweredMethod<>).MakeGenericType(result), method, engine)!;
    }

    /// <summary>Makes the call, and gives what the interface method returns.</summary>
    public abstract object? Send(Reference reference, object?[] arguments);

    public Task? Invoke(object target, object?[] arguments) => _invoke.Value(target, arguments);

    public override string ToString() => _name;
}

/// <summary>A method whose caller learns nothing.</summary>
internal sealed class OneWayMethod(MethodInfo method, InProcessEngine engine) : CallMethod(method, engine)
{
    private readonly object? _sent =
        method.ReturnType == typeof(void) ? null : method.ReturnType == typeof(Task) ? Task.CompletedTask : default(ValueTask);

    public override object? Send(Reference reference, object?[] arguments)
    {
        reference.Mailbox.Deliver(new OneWayCall(this, reference.GrainId, arguments, Engine.CallLogger));
        return _sent;
    }
}

/// <summary>A method whose caller waits.</summary>
internal sealed class AnsweredMethod<TResult>(MethodInfo method, InProcessEngine engine) : CallMethod(method, engine)
{
    private readonly bool _asValueTask = method.ReturnType.IsValueType;
    private readonly bool _hasResult = method.ReturnType.IsGenericType;
    private readonly TimeSpan _timeout =
        method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout ?? engine.Options.ResponseTimeout;

    public override object? Send(Reference reference, object?[] arguments)
    {
        var call = new Call<TResult>(this, reference.GrainId, arguments);
        if (CancellationIndex >= 0)
        {
            call.ObserveCancellation((CancellationToken)arguments[CancellationIndex]!);
        }

        if (!call.IsAbandoned)
        {
            Engine.Timeouts.Watch(call, _timeout);
            reference.Mailbox.Deliver(call);
        }

        return (_asValueTask, _hasResult) switch
        {
            (false, _) => call.Answer,
            (true, true) => new ValueTask<TResult>(call.Answer),
            (true, false) => new ValueTask(call.Answer),
        };
    }
}
