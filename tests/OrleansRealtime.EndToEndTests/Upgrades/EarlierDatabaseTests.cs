using System.Globalization;
using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Upgrades;

/// <summary>A new version of the server comes to the database of an earlier one, which is never written anew for it.</summary>
public sealed class EarlierDatabaseTests
{
    [Theory]
    [InlineData("7d1e73e", "sqlite")]
    [InlineData("7d1e73e", "postgres")]
    public async Task What_an_earlier_server_kept_is_answered_as_it_answered(string commit, string storeName)
    {
        var earlier = EarlierDatabase.Of(commit, storeName);
        await using var store = await StoreUnderServer.OfAsync(storeName);
        await using var server = await StartAsync(store, earlier);
        var callers = new Callers(server);

        await ReadsAsItWasAsync();
        foreach (var repeat in earlier.Repeats)
        {
            var caller = await callers.OfAsync(repeat);
            List<(string, string)> headers = [("Idempotency-Key", Text(repeat, "key")!)];
            if (Text(repeat, "actor") is { } actor) headers.Add(("X-Actor", actor));
            var body = repeat.TryGetProperty("body", out var sent) ? sent.GetRawText() : null;
            var answer = await caller.SendAsync(new(Text(repeat, "method")!), Text(repeat, "path")!, body, [.. headers]);
            Same(repeat, "answer", answer);
            // A batch says so of each of its results.
            Assert.True(answer.Replayed || answer.Text.Contains("\"replayed\":true", StringComparison.Ordinal), $"{answer} was done again.");
        }

        await ReadsAsItWasAsync();

        async Task ReadsAsItWasAsync()
        {
            foreach (var told in earlier.Answers)
                Same(told, "body", await (await callers.OfAsync(told)).GetAsync(Text(told, "path")!));
        }
    }

    [Theory]
    [InlineData("7d1e73e", "sqlite")]
    [InlineData("7d1e73e", "postgres")]
    public async Task What_an_earlier_server_began_goes_on(string commit, string storeName)
    {
        const string item = "entities/workitem/1";
        var earlier = EarlierDatabase.Of(commit, storeName);
        await using var store = await StoreUnderServer.OfAsync(storeName);
        await using var server = await StartAsync(store, earlier, ("Inbox:FoldWindow", "1.00:00:00"));
        var api = server.Caller("acme");

        // A viewer of then, at the position of then, gets the next version and nothing else.
        var then = PositionOf(earlier, $"/v1/acme/{item}");
        var chi = await api.AsUserAsync("chi");
        await using var tab = await HubClient.ConnectAsync(server, chi);
        await tab.WatchAsync(new Item("workitem", "1", then));
        var edit = (await api.PatchAsync(item, new { title = "Today" }, ("If-Match", $"\"{then}\""), ("X-Actor", "bo"))).Is(OK);
        Assert.Equal(Next(then), edit.Position);
        var change = await tab.TakeOfAsync("workitem", "1", "the edit");
        Assert.Equal(("changed", then, edit.Position), (change.Name, change.Text("from"), change.Text("to")));
        // Beside the item that two edits of then had become: which life of the entity it was about is not known, so it takes nothing in.
        var told = await tab.TakeAsync("notification");
        Assert.Equal(("changed", "Today", 1), (told.Text("kind"), told.Text("title"), told["count"].GetInt32()));

        // What was deleted comes again as another life, and a comment gets the next number.
        var gone = PositionOf(earlier, "/v1/acme/entities/workitem/gone");
        var again = await api.CreateAsync("workitem", "gone", new { title = "is back" });
        Assert.NotEqual(gone.Split(':')[0], again.Position.Split(':')[0]);
        Assert.Equal(6, (await api.PostAsync($"{item}/comments", new { text = "Today" })).Is(Created)["id"].GetInt64());

        // Two deliveries were owed when the server stopped: an edit's and a notification's.
        var fay = await server.Caller("owed").AsUserAsync("fay");
        await using var fayTab = await HubClient.ConnectAsync(server, fay);
        await fayTab.TakeAsync("badge", badge => badge["unread"].GetInt32() == 2, Waiting.Sweep);
        var titles = (await fay.GetAsync("me/inbox")).Is(OK)["items"].EnumerateArray().Select(owed => Text(owed, "title"));
        Assert.Equal(["Owed, too", "Долг"], titles.Order(StringComparer.Ordinal));
    }

    /// <summary>The database comes with its data folder: without the mark in it, it would be taken for a copy that was put back, and all
    /// positions would be of another epoch.</summary>
    private static Task<ServerProcess> StartAsync(StoreUnderServer store, EarlierDatabase earlier, params (string, string)[] settings) =>
        ServerProcess.StartInFolderAsync(
            async folder =>
            {
                await File.WriteAllTextAsync(Path.Combine(folder, "api-key"), earlier.ApiKey);
                await File.WriteAllTextAsync(Path.Combine(folder, "mark"), earlier.Mark.ToString(CultureInfo.InvariantCulture));
                await store.RestoreAsync(earlier.Sql, folder);
            },
            [.. store.Settings, .. settings]);

    private static void Same(JsonElement told, string body, RestAnswer answer)
    {
        Assert.True(told.GetProperty("status").GetInt32() == (int)answer.Status, $"{told} is now {answer}");
        Assert.True(Text(told, "etag") is not { } tag || tag == answer.ETag, $"{told} has now the ETag {answer.ETag}");
        var same = told.TryGetProperty(body, out var expected) ? Holds(answer.Json, expected) : answer.Text.Length == 0;
        Assert.True(same, $"{told} is now {answer}");
    }

    /// <summary>Whether all that was said then is said now. As values: what is escaped, and how a number is written, may change, and members
    /// may be added.</summary>
    private static bool Holds(JsonElement now, JsonElement then) => (now.ValueKind, then.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) =>
            then.EnumerateObject().All(member => now.TryGetProperty(member.Name, out var value) && Holds(value, member.Value)),
        (JsonValueKind.Array, JsonValueKind.Array) =>
            now.GetArrayLength() == then.GetArrayLength() && now.EnumerateArray().Zip(then.EnumerateArray()).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(now, then),
    };

    private static string PositionOf(EarlierDatabase earlier, string path) =>
        Text(earlier.Answers.First(told => Text(told, "path") == path).GetProperty("body"), "position")!;

    private static string Next(string position) =>
        position.Split(':') is [var epoch, var version] ? $"{epoch}:{long.Parse(version, CultureInfo.InvariantCulture) + 1}" : "";

    private static string? Text(JsonElement json, string member) => json.TryGetProperty(member, out var text) ? text.GetString() : null;

    /// <summary>Those who asked then, signed in anew.</summary>
    private sealed class Callers(ServerProcess server)
    {
        private readonly Dictionary<string, RestCaller> _users = [];

        public async Task<RestCaller> OfAsync(JsonElement request)
        {
            var api = server.Caller("acme");
            if (Text(request, "as") is not { } user) return api;
            if (!_users.TryGetValue(user, out var caller)) _users[user] = caller = await api.AsUserAsync(user);
            return caller;
        }
    }
}
