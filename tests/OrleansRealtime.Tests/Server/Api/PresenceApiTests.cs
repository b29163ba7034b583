using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Tests.Server.Api;

[Collection(nameof(SharedServer))]
public sealed class PresenceApiTests(ServerApp server)
{
    [Fact]
    public async Task Who_is_there_is_answered_with_a_status_and_who_was_with_a_time()
    {
        var (api, ana, bo) = (server.Api(), User(), User());
        await ReportAsync(ana, PresenceStatus.Away, 1);
        await ReportAsync(bo, PresenceStatus.Online, 2);
        await ReportAsync(bo, PresenceStatus.Offline, 3);

        Assert.Equal($$"""{"user":"{{ana}}","status":"away"}""", (await api.SendAsync("GET", $"users/{ana}/presence")).Is(200).Json.GetRawText());
        var several = (await (await server.UserAsync("cy")).SendAsync("GET", $"presence?users=nobody-ever,{ana},{bo},{ana}")).Is(200);
        var users = several.Json.GetProperty("users").EnumerateArray().ToList();
        Assert.Equal(["nobody-ever", ana, bo, ana], users.Select(user => user.GetProperty("user").GetString()));
        Assert.Equal(["offline", "away", "offline", "away"], users.Select(user => user.GetProperty("status").GetString()));
        Assert.Equal([false, false, true, false], users.Select(user => user.TryGetProperty("lastSeen", out _)));
    }

    [Fact]
    public async Task Who_is_in_another_workspace_is_another()
    {
        var ana = User();
        await ReportAsync(ana, PresenceStatus.Online, 1);

        Assert.Equal("offline", (await server.Api(workspace: "other").SendAsync("GET", $"users/{ana}/presence")).Is(200).Find("status"));
        (await (await server.UserAsync(ana)).GetAsync($"/v1/other/users/{ana}/presence")).IsProblem(403, "workspace_denied");
    }

    [Theory]
    [InlineData("users/b%09o/presence", "bad_user")]
    [InlineData("presence", "bad_query")]
    [InlineData("presence?users=", "bad_user")]
    [InlineData("presence?users=ana,,bo", "bad_user")]
    [InlineData("presence?users=ana,b%2Fo", "bad_user")]
    [InlineData("presence?users=ana&users=bo", "bad_query")]
    public async Task Bad_questions_are_refused(string path, string code) => (await server.Api().SendAsync("GET", path)).IsProblem(400, code);

    [Fact]
    public async Task A_hundred_users_are_answered_and_one_more_is_too_many()
    {
        (await server.Api().SendAsync("GET", $"presence?users={string.Join(',', Enumerable.Range(0, 100))}")).Is(200);
        var refused = (await server.Api().SendAsync("GET", $"presence?users={string.Join(',', Enumerable.Range(0, 101))}")).IsProblem(400, "too_many_items");
        Assert.Equal("users", refused.Find("field"));
    }

    [Fact]
    public async Task A_hundred_users_with_the_longest_ids_are_asked_for_in_a_body_also_with_commas()
    {
        var users = Enumerable.Range(0, 100).Select(n => $"{n},".PadRight(128, 'ж')).ToList();
        var body = System.Text.Json.JsonSerializer.Serialize(new { users });
        var answer = (await server.Api().SendAsync("POST", "presence", body)).Is(200);
        Assert.Equal(users, answer.Json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("user").GetString()));

        users.Add("one more");
        body = System.Text.Json.JsonSerializer.Serialize(new { users });
        (await server.Api().SendAsync("POST", "presence", body)).IsProblem(400, "too_many_items");
        (await server.Api().SendAsync("POST", "presence", """{"users":["a/b"]}""")).IsProblem(400, "bad_user");
        (await server.Api().SendAsync("POST", "presence", """{"users":"ana"}""")).IsProblem(400, "bad_body");
        (await server.Api(ServerApp.ReadingKey, "reading").SendAsync("POST", "presence", """{"users":["ana"]}""")).Is(200);
    }

    private static string User() => $"u{Guid.NewGuid():n}";

    private async Task ReportAsync(string user, PresenceStatus status, long number)
    {
        var (grains, key) = (server.Services.GetRequiredService<IGrainFactory>(), new UserKey("demo", user));
        var gateway = "test-" + user;
        await grains.GetGrain<IGatewayRegistryGrain>(IGatewayRegistryGrain.Key).Beat(gateway);
        var entries = status == PresenceStatus.Offline ? [] : new[] { new PresenceEntry(key.ToString(), user, status) };
        await grains.GetGrain<IUserPresenceGrain>(IUserPresenceGrain.KeyOf(key)).Report(new(gateway, 0, number, true, [.. entries]));
    }
}
