using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;

namespace OrleansRealtime.Import;

/// <summary>
/// Sends a file's entities in batches, then the followers and comments of each. An entity is only made where there is none, and every call has a
/// key that follows from its line: an import that was cut short is begun again from the front, and nothing is doubled or overwritten.
/// </summary>
internal sealed class Importer(RealtimeClient client, ImportCounts counts)
{
    /// <summary>The platform's bound for one batch.</summary>
    private const int MaxOperations = 500;

    /// <summary>A batch has at most 1 MiB; an operation is a little longer than its line's part of it.</summary>
    private const int MaxBytes = 700 * 1024;

    /// <summary>The platform's bound for one call.</summary>
    private const int MaxFollowers = 100;

    /// <summary>Two batches keep the platform busy; of each, so many entities get their followers and comments at once.</summary>
    private const int Batches = 2;
    private const int Entities = 16;

    /// <summary>So often a batch of which something could not be done just now is sent again.</summary>
    private const int MaxTries = 10;

    private static readonly string[] Temporary = [ErrorCodes.Unavailable, ErrorCodes.Overloaded, ErrorCodes.OutcomeUnknown, ErrorCodes.Internal];

    /// <summary>What the next line would be told as well.</summary>
    private static readonly string[] OfTheKey = [ErrorCodes.Unauthenticated, ErrorCodes.ScopeDenied, ErrorCodes.KeyRequired];

    /// <exception cref="RealtimeException">The platform cannot be reached, or refuses the key.</exception>
    public Task RunAsync(IAsyncEnumerable<ImportLine> lines, CancellationToken stop)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Batches, CancellationToken = stop };
        return Parallel.ForEachAsync(InBatchesAsync(lines, stop), options, async (batch, cancellation) => await SendAsync(batch, cancellation));
    }

    private static async IAsyncEnumerable<IReadOnlyList<ImportLine>> InBatchesAsync(
        IAsyncEnumerable<ImportLine> lines, [EnumeratorCancellation] CancellationToken stop)
    {
        var (batch, bytes) = (new List<ImportLine>(), 0);
        await foreach (var line in lines.WithCancellation(stop))
        {
            var size = line.Entity.Fields.GetRawText().Length * 3;
            if (batch.Count == MaxOperations || (batch.Count > 0 && bytes + size > MaxBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(line);
            bytes += size;
        }

        if (batch.Count > 0) yield return batch;
    }

    private async Task SendAsync(IReadOnlyList<ImportLine> batch, CancellationToken stop)
    {
        var results = await CreateAsync(batch, stop);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Entities, CancellationToken = stop };
        await Parallel.ForEachAsync(batch.Zip(results), options, async (pair, cancellation) =>
        {
            var (line, result) = pair;
            if (result.IsSuccess) await FinishAsync(line, cancellation);
            else if (result.Code == ErrorCodes.PositionConflict) counts.WasThere();
            else if (OfTheKey.Contains(result.Code)) throw new RealtimeException(result.Code!, result.Title ?? "The API key may not import.", result.Status);
            else counts.Failures.Add(line, Sentence(result));
            counts.Done();
        });
    }

    private async Task<IReadOnlyList<BatchResult>> CreateAsync(IReadOnlyList<ImportLine> batch, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in batch) hash.AppendData(line.Bytes);
        var key = $"import-{Convert.ToHexStringLower(hash.GetHashAndReset())}";
        BatchOperation[] operations = [.. batch.Select(line => Operation(line.Entity))];
        for (var tries = 1; ; tries++)
        {
            var results = await client.BatchAsync(operations, key, stop);
            if (tries == MaxTries || !results.Any(result => Temporary.Contains(result.Code))) return results;
            await Task.Delay(TimeSpan.FromSeconds(tries), stop);
        }
    }

    private static BatchOperation Operation(ImportedEntity entity) => BatchOperation.Put(entity.Ref, entity.Fields) with
    {
        IfNew = true,
        Quiet = true,
        Actor = entity.Actor,
        CreatedAt = entity.CreatedAt,
        UpdatedAt = entity.UpdatedAt,
    };

    private async Task FinishAsync(ImportLine line, CancellationToken stop)
    {
        counts.HasCreated();
        var entity = line.Entity;
        try
        {
            foreach (var (index, users) in (entity.Followers ?? []).Distinct().Chunk(MaxFollowers).Index())
            {
                await client.Followers.AddAsync(entity.Ref, users, line.Key($"f{index}"), stop);
                counts.Followed(users.Length);
            }

            foreach (var (index, comment) in (entity.Comments ?? []).Index())
            {
                await client.Comments.ImportAsync(entity.Ref, comment.Text, comment.Author, comment.CreatedAt, comment.Mentions, line.Key($"c{index}"), stop);
                counts.Commented();
            }
        }
        catch (RealtimeException e) when (!e.IsTemporary && !OfTheKey.Contains(e.Code))
        {
            counts.Failures.Add(line, $"{e.Code}, {e.Message}");
        }
    }

    private static string Sentence(BatchResult result) =>
        string.Join(", ", ((string?[])[result.Code, result.Title, result.Detail]).OfType<string>());
}
