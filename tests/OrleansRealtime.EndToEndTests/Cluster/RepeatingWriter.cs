using System.Globalization;
using System.Net;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>
/// Counts an entity up, mutation after mutation, each under a key of its own; nobody else edits it. What is refused for the time being is repeated once,
/// under its key, after the time that the answer names. A second refusal is what no caller may see.
/// </summary>
internal sealed class RepeatingWriter(RestCaller api, string id)
{
    /// <summary>Load enough that each node ends and starts with edits under way, and not what the machine can do.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private int _answered;

    public string Id => id;

    /// <summary>How many edits were answered.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Edits until it is told to stop, or was refused twice.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var n = _answered + 1;
            var first = await TryAsync(n);
            var answer = first;
            if (IsForNow(first))
            {
                await Task.Delay(RetryAfter(first), CancellationToken.None);
                answer = await TryAsync(n);
                Assert.True(answer?.Status == HttpStatusCode.OK, $"Edit {n} of {id} was refused, {Said(first)}, and its repeat, too: {Said(answer)}");
            }

            // The first version is its creation.
            Assert.EndsWith($":{n + 1}", answer!.Is(HttpStatusCode.OK).Position, StringComparison.Ordinal);
            Volatile.Write(ref _answered, n);
            await Task.Delay(Between, CancellationToken.None);
        }
    }

    /// <returns>Nothing where the connection ended before an answer.</returns>
    private async Task<RestAnswer?> TryAsync(int n)
    {
        try
        {
            return await api.PatchAsync($"entities/workitem/{id}", new { n }, ("Idempotency-Key", $"{id}-{n}"));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static bool IsForNow(RestAnswer? answer) => answer is null || answer.Status == HttpStatusCode.TooManyRequests || (int)answer.Status >= 500;

    private static TimeSpan RetryAfter(RestAnswer? answer) =>
        TimeSpan.FromSeconds(answer?.Headers.GetValueOrDefault("Retry-After") is { } seconds ? int.Parse(seconds, CultureInfo.InvariantCulture) : 0);

    private static string Said(RestAnswer? answer) => answer?.ToString() ?? "no answer";
}
