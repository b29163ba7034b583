using System.Collections.Immutable;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.LoadTest.Micro;

/// <summary>Things of usual size.</summary>
internal static class Samples
{
    public static readonly EntityKey Key = new("load", "workitem", "item-00001");

    public static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static JsonFields Fields(int count) => new(Enumerable.Range(0, count - 2)
        .Select(n => KeyValuePair.Create($"field{n:000}", $"\"The value of field {n}\""))
        .Append(KeyValuePair.Create("title", "\"An item of usual size\""))
        .Append(KeyValuePair.Create("estimate", """{"hours":2,"by":"ana"}"""))
        .ToImmutableDictionary());
}
