using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Calls;

namespace OrleansRealtime.InProcess.Catalog;

/// <summary>Finds, before anything runs, what the grains ask for and this engine does not have. All of it at once.</summary>
internal static class StartCheck
{
    public static void ThrowIfUnsupported(GrainCatalog catalog)
    {
        var problems = catalog.Classes.SelectMany(grainClass => ProblemsOf(grainClass.Type))
            .Concat(NamesTakenTwice(catalog))
            .Concat(MethodsOf(catalog).SelectMany(ProblemsOf))
            .ToArray();
        if (problems.Length > 0)
        {
            throw new InvalidOperationException(
                "The in-process engine cannot run these grains (see SUBSET.md):"
                + string.Concat(problems.Select(problem => $"\n - {problem}")));
        }
    }

    private static IEnumerable<MethodInfo> MethodsOf(GrainCatalog catalog) =>
        catalog.GrainInterfaces.Concat(catalog.ObserverInterfaces).SelectMany(InterfaceMethods.All).Distinct();

    private static IEnumerable<string> ProblemsOf(Type grainClass)
    {
        if (grainClass.IsGenericType)
        {
            yield return $"{grainClass} is generic";
        }

        if (!grainClass.IsAssignableTo(typeof(IGrainWithStringKey)))
        {
            yield return $"{grainClass} has no string key (IGrainWithStringKey)";
        }

        var limit = grainClass.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit;
        if (limit < CollectionAgeLimitAttribute.MinAgeLimit)
        {
            yield return $"{grainClass}: [CollectionAgeLimit] is below a minute";
        }

        var constructor = GrainConstructor.Of(grainClass);
        if (constructor is null)
        {
            yield return $"{grainClass} has no single public constructor, and none is marked [ActivatorUtilitiesConstructor]";
        }

        foreach (var parameter in constructor?.GetParameters() ?? [])
        {
            if (parameter.IsDefined(typeof(PersistentStateAttribute)) && StateProblem(parameter.ParameterType) is { } problem)
            {
                yield return $"{grainClass}: the persistent state '{parameter.Name}' {problem}";
            }
        }
    }

    private static string? StateProblem(Type type)
    {
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            return "is not an IPersistentState<>";
        }

        var state = type.GetGenericArguments()[0];
        return state.IsValueType || state.GetConstructor(Type.EmptyTypes) is not null
            ? null
            : $"is of {state}, which has no public constructor without parameters";
    }

    private static IEnumerable<string> NamesTakenTwice(GrainCatalog catalog) =>
        catalog.Classes.GroupBy(grainClass => grainClass.GrainType).Where(classes => classes.Count() > 1).Select(classes =>
            $"{string.Join(" and ", classes.Select(grainClass => grainClass.Type))} are both named '{classes.Key}'");

    private static IEnumerable<string> ProblemsOf(MethodInfo method)
    {
        var name = $"{method.DeclaringType}.{method.Name}";
        if (method.IsGenericMethod || method.IsSpecialName)
        {
            yield return $"{name} is generic, a property or an event";
            yield break;
        }

        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType.IsByRef)
            {
                yield return $"{name}: '{parameter.Name}' is passed by reference";
            }
            else if (!parameter.IsDefined(typeof(ImmutableAttribute)) && Immutability.Breach(parameter.ParameterType) is { } breach)
            {
                yield return $"{name}: '{parameter.Name}' ({parameter.ParameterType}) can be changed by both sides: {breach}";
            }
        }

        if (ReturnProblem(method) is { } problem)
        {
            yield return $"{name} {problem}";
        }
    }

    private static string? ReturnProblem(MethodInfo method)
    {
        var returns = method.ReturnType;
        if (returns == typeof(void))
        {
            return method.DeclaringType!.IsAssignableTo(typeof(IGrainObserver)) ? null : "returns void, which only observers may";
        }

        if (returns == typeof(Task) || returns == typeof(ValueTask))
        {
            return null;
        }

        var definition = returns.IsGenericType ? returns.GetGenericTypeDefinition() : null;
        if (definition != typeof(Task<>) && definition != typeof(ValueTask<>))
        {
            return $"returns {returns}, which is no task";
        }

        if (method.IsDefined(typeof(OneWayAttribute)))
        {
            return "is one-way and has a result";
        }

        return Immutability.Breach(returns.GetGenericArguments()[0]) is { } breach
            ? $"returns {returns}, which both sides can change: {breach}"
            : null;
    }
}
