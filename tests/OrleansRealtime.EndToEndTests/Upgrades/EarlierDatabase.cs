using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansRealtime.EndToEndTests.Upgrades;

/// <summary>
/// What the server of an earlier commit left: its database as SQL text, and its answers when all of it was read back. Every time in them is
/// moved forward, as though that server had stopped just now: items, keys and snoozes run out, however old the fixture is.
/// </summary>
internal sealed partial class EarlierDatabase
{
    private EarlierDatabase(string sql, JsonElement told)
    {
        Sql = sql;
        ApiKey = told.GetProperty("apiKey").GetString()!;
        Mark = told.GetProperty("at").GetInt64();
        Answers = Elements(told, "answers");
        Repeats = Elements(told, "repeats");
    }

    public string Sql { get; }

    /// <summary>Who asked; keys of requests are good for the caller who used them.</summary>
    public string ApiKey { get; }

    /// <summary>When the server stopped, in Unix time; it is the last mark in the database, and was in the data folder.</summary>
    public long Mark { get; }

    /// <summary>GETs: <c>path</c>, <c>as</c> a user or with the API key, <c>status</c>, <c>etag</c>, <c>body</c>.</summary>
    public IReadOnlyList<JsonElement> Answers { get; }

    /// <summary>Requests that had been done, and how they were answered the second time: <c>method</c>, <c>path</c>, <c>as</c>,
    /// <c>actor</c>, <c>key</c>, <c>body</c>, <c>status</c>, <c>etag</c>, <c>answer</c>.</summary>
    public IReadOnlyList<JsonElement> Repeats { get; }

    /// <param name="commit">Names the fixture: <c>database-COMMIT.*</c>.</param>
    /// <param name="store"><c>sqlite</c> or <c>postgres</c>.</param>
    public static EarlierDatabase Of(string commit, string store)
    {
        var name = Path.Combine(AppContext.BaseDirectory, "Upgrades", "Data", $"database-{commit}");
        var sql = File.ReadAllText($"{name}.{(store == "postgres" ? "postgresql" : store)}.sql");
        var told = Parse(File.ReadAllText($"{name}.json")).GetProperty(store);
        var stopped = DateTimeOffset.FromUnixTimeMilliseconds(told.GetProperty("at").GetInt64());
        // Whole seconds: what stands behind them stays as it was written.
        var age = TimeSpan.FromSeconds((long)(DateTimeOffset.UtcNow - stopped).TotalSeconds);
        return new(Later(sql, age), Parse(Later(told.GetRawText(), age)));
    }

    private static string Later(string text, TimeSpan age)
    {
        text = Moments().Replace(text, found => Moment(found.Value).Add(age).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        return UnixMilliseconds().Replace(text, found => $"{long.Parse(found.Value, CultureInfo.InvariantCulture) + (long)age.TotalMilliseconds}");
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static JsonElement[] Elements(JsonElement told, string name) => [.. told.GetProperty(name).EnumerateArray()];

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\b")]
    private static partial Regex Moments();

    /// <summary>From 2020 to 2030; nothing else in the fixtures has 13 digits.</summary>
    [GeneratedRegex(@"\b1[678]\d{11}\b")]
    private static partial Regex UnixMilliseconds();
}
