using System.Collections.Concurrent;
using System.Text.Json;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.Consistency.Stages;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>What the clients of one run share.</summary>
internal sealed class Session(IStage stage, RunPlan plan, History history)
{
    private readonly ConcurrentDictionary<string, Position> _lastSeen = new();
    private readonly ConcurrentDictionary<string, string> _tokens = new();
    private int _connections;
    private int _readings;
    private int _keys;

    public IStage Stage => stage;

    public RunPlan Plan => plan;

    public History History => history;

    /// <summary>Whether what is not begun yet is left out.</summary>
    public bool IsEnding { get; set; }

    public int NextConnection() => Interlocked.Increment(ref _connections);

    public string NextKey() => $"key-{plan.Seed}-{Interlocked.Increment(ref _keys)}";

    public RestCaller Server(CancellationToken stop = default) => new(stage.Http, plan.Workspace, stage.ApiKey) { Stop = stop };

    public async Task<RestCaller> UserAsync(string user, CancellationToken stop = default) => Server(stop) with { Credentials = await TokenAsync(user) };

    /// <summary>Good for the whole run, crashes and all.</summary>
    public async Task<string> TokenAsync(string user)
    {
        if (_tokens.TryGetValue(user, out var known)) return known;
        var answer = await InsistAsync($"a token for {user}", stop => Server(stop).PostAsync("tokens", new { user, ttlSeconds = 1_000_000 }));
        return _tokens[user] = answer["token"].GetString()!;
    }

    public Position? LastSeen(string entity) => _lastSeen.TryGetValue(entity, out var position) ? position : null;

    public void Saw(string entity, Position position) => _lastSeen[entity] = position;

    public Task WaitAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), stage.Time);

    /// <summary>Reads an entity until there is an answer; <c>null</c>: it is not there.</summary>
    public async Task<Seen?> ReadAsync(string entity)
    {
        var reading = Interlocked.Increment(ref _readings);
        history.Add(new AskedToRead(entity, reading));
        var answer = await InsistAsync($"a reading of {entity}", stop => Server(stop).GetAsync($"entities/item/{entity}"));
        var state = (int)answer.Status == 200 ? Seen.Of(answer.Json) : null;
        history.Add(new Read(entity, reading, state));
        if (state is not null) Saw(entity, state.At);
        return state;
    }

    public async Task ReadFollowersAsync(string entity)
    {
        var reading = Interlocked.Increment(ref _readings);
        history.Add(new AskedToRead(entity, reading));
        var answer = await InsistAsync($"the followers of {entity}", stop => Server(stop).GetAsync($"entities/item/{entity}/followers"));
        if ((int)answer.Status == 200)
            history.Add(new FollowersRead(entity, reading, [.. answer["followers"].EnumerateArray().Select(user => user.GetString()!)]));
    }

    /// <summary>Who of the users is there.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadStatusesAsync()
    {
        var answer = await InsistAsync("who is there", stop => Server(stop).GetAsync($"presence?users={string.Join(',', RunPlan.Users)}"));
        return answer["users"].EnumerateArray().ToDictionary(user => user.GetProperty("user").GetString()!, user => user.GetProperty("status").GetString()!);
    }

    /// <summary>All items of a paged list.</summary>
    public async Task<(List<JsonElement> Items, JsonElement LastPage)> PagesAsync(string what, Func<CancellationToken, Task<RestCaller>> caller, string path, string list)
    {
        List<JsonElement> items = [];
        for (long after = 0; ;)
        {
            var page = (await InsistAsync(what, async stop => await (await caller(stop)).GetAsync($"{path}after={after}&limit=100"))).Json;
            items.AddRange(page.GetProperty(list).EnumerateArray());
            if (page.GetProperty("next").ValueKind == JsonValueKind.Null) return (items, page);
            after = page.GetProperty("next").GetInt64();
        }
    }

    /// <summary>Asks until there is an answer that is none of an outage.</summary>
    public async Task<RestAnswer> InsistAsync(string what, Func<CancellationToken, Task<RestAnswer>> ask)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            try
            {
                await stage.Serving;
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), stage.Time);
                var answer = await ask(patience.Token);
                if ((int)answer.Status is 200 or 201 or 404) return answer;
                history.Note($"{what}: {(int)answer.Status} {answer.Text}");
            }
            catch (Exception e) when (Writer.IsOutage(e))
            {
                history.Note($"{what}: {e.GetType().Name}");
            }

            await WaitAsync(20 + (10 * tries));
        }

        throw new TimeoutException($"Asked 200 times in vain for {what}.");
    }
}
