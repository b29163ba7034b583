using System.Text.Json;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;

namespace OrleansRealtime.Import;

/// <summary>Reads back what was imported and compares it with the file.</summary>
internal sealed class ImportCheck(RealtimeClient client)
{
    private const int Readers = 32;

    private long _read;
    private long _equal;
    private long _changed;

    public long Read => Interlocked.Read(ref _read);

    /// <summary>As the file has them.</summary>
    public long Equal => Interlocked.Read(ref _equal);

    /// <summary>Somebody changed them since.</summary>
    public long Changed => Interlocked.Read(ref _changed);

    /// <summary>Not as the file has them, though nobody changed them; or not there.</summary>
    public Findings Differences { get; } = new();

    /// <exception cref="RealtimeException">The platform cannot be reached.</exception>
    public Task RunAsync(IAsyncEnumerable<ImportLine> lines, CancellationToken stop)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = stop };
        return Parallel.ForEachAsync(lines, options, async (line, cancellation) => Note(line, await client.GetAsync<JsonElement>(line.Entity.Ref, cancellation)));
    }

    /// <summary>Whether two objects are equal but for members that are null, which are as good as not there. In arrays they count.</summary>
    internal static bool AreEqual(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != JsonValueKind.Object || other.ValueKind != JsonValueKind.Object) return JsonElement.DeepEquals(one, other);
        var (members, others) = (Members(one), Members(other));
        return members.Count == others.Count && members.All(member => others.TryGetValue(member.Key, out var value) && AreEqual(member.Value, value));

        static Dictionary<string, JsonElement> Members(JsonElement element) =>
            element.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).ToDictionary(member => member.Name, member => member.Value);
    }

    private void Note(ImportLine line, Entity<JsonElement>? there)
    {
        var (entity, comments) = (line.Entity, line.Entity.Comments?.Count ?? 0);
        var difference = there switch
        {
            null => "is not there",
            // Its creation and each comment are one version.
            { Position.Version: var version } when version > 1 + comments => "",
            _ when !AreEqual(entity.Fields, there.Fields) => "has other fields",
            _ when there.Comments != comments => $"has {there.Comments:N0} comments, not {comments:N0}",
            _ when there.Followers < (entity.Followers ?? []).Distinct().Count() => $"has {there.Followers:N0} followers",
            _ => null,
        };
        Interlocked.Increment(ref _read);
        if (difference is null) Interlocked.Increment(ref _equal);
        else if (difference.Length == 0) Interlocked.Increment(ref _changed);
        else Differences.Add(line, difference);
    }
}
