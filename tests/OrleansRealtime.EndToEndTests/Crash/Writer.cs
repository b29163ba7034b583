namespace OrleansRealtime.EndToEndTests.Crash;

/// <summary>
/// Counts a field of its own up by one, mutation after mutation, each under a key of its own. What is not answered it sends again under the
/// same key until it is: a server that loses an answered mutation, or does one twice, cannot end where this ends.
/// </summary>
internal sealed class Writer(RestCaller api, string entity, string name, int mutations)
{
    private readonly Dictionary<string, object> _patch = [];

    /// <summary>The last value that the server answered for.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>The version that it answered with.</summary>
    public long Version { get; private set; }

    public string Entity => entity;

    public string Field => name;

    /// <param name="serving">Ends when the server is there (again).</param>
    /// <param name="acknowledged">Called at every answer.</param>
    public async Task RunAsync(Func<Task> serving, Action acknowledged)
    {
        while (Acknowledged < mutations)
        {
            await serving();
            var value = Acknowledged + 1;
            if (await TryAsync(value) is not { } answer) continue;
            var version = long.Parse(answer.ETag!.Trim('"').Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(version > Version, $"{answer} came after version {Version}.");
            (Acknowledged, Version) = (value, version);
            acknowledged();
        }
    }

    private async Task<RestAnswer?> TryAsync(int value)
    {
        _patch[name] = value;
        try
        {
            var answer = await api.PatchAsync($"entities/{entity}", _patch, ("Idempotency-Key", $"{name}-{value}"));
            // Going down it may say so; anything else is an answer, and has to be the right one.
            if (answer.Status == System.Net.HttpStatusCode.ServiceUnavailable) return null;
            return answer.Is(System.Net.HttpStatusCode.OK);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
