using System.Linq.Expressions;
using System.Reflection;

namespace OrleansRealtime.InProcess.Calls;

/// <summary>Compiles the call of an interface method on its target, once per method and at its first use.</summary>
internal static class CompiledInvocation
{
    public static Func<object, object?[], Task?> Of(MethodInfo method)
    {
        var target = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var call = Expression.Call(
            Expression.Convert(target, method.DeclaringType!),
            method,
            method.GetParameters().Select((parameter, index) =>
                Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType)));
        return Expression.Lambda<Func<object, object?[], Task?>>(AsTask(call), target, arguments).Compile();
    }

    private static Expression AsTask(MethodCallExpression call)
    {
        if (call.Type == typeof(void))
        {
            return Expression.Block(call, Expression.Constant(Task.CompletedTask, typeof(Task)));
        }

        return call.Type.IsValueType
            ? Expression.Convert(Expression.Call(call, nameof(ValueTask.AsTask), null), typeof(Task))
            : Expression.Convert(call, typeof(Task));
    }
}
