using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Orleans;
using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Catalog;

/// <summary>
/// Whether caller and callee may share a value. This engine hands arguments and results over as they are, so a type must be immutable:
/// known to be so, marked so, or a struct (which is copied) of such.
/// </summary>
internal static class Immutability
{
    private static readonly FrozenSet<Type> Known =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly),
        typeof(Guid), typeof(Uri), typeof(Version), typeof(GrainId), typeof(StreamId), typeof(CancellationToken),
    ];

    // Immutable as far as what they hold is.
    private static readonly FrozenSet<Type> Containers =
    [
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
        typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>), typeof(FrozenDictionary<,>), typeof(FrozenSet<>),
    ];

    /// <summary>Why the type cannot be shared, or null if it can.</summary>
    public static string? Breach(Type type) => Breach(type, []);

    private static string? Breach(Type type, HashSet<Type> seen)
    {
        if (type.IsPrimitive || type.IsEnum || Known.Contains(type) || type.IsDefined(typeof(ImmutableAttribute)) || !seen.Add(type))
        {
            return null;
        }

        if (type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))
        {
            return null;
        }

        if (type.IsGenericType && Containers.Contains(type.GetGenericTypeDefinition()))
        {
            return type.GetGenericArguments().Select(argument => Breach(argument, seen)).FirstOrDefault(breach => breach is not null);
        }

        return type.IsValueType
            ? type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Select(field => Breach(field.FieldType, seen)).FirstOrDefault(breach => breach is not null)
            : $"{type} is not [Immutable]";
    }
}
