using System.Text.Json.Nodes;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Notifications;
using OrleansRealtime.Client.Preferences;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Client;

/// <summary>Preferences, explanations and presence, on the real server.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class PreferencesTests(WebServerApp app) : IAsyncDisposable
{
    private readonly string _user = $"{Guid.NewGuid():n}";
    private readonly ClientUnderTest _own = ClientUnderTest.Of(app);

    private RealtimeClient Client => _own.Client;

    private PreferencesCaller Preferences => Client.For(_user).Preferences;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _own.DisposeAsync();

    [Fact]
    public async Task All_that_is_chosen_is_read_back_and_a_patch_changes_what_it_names()
    {
        var item = new EntityRef("workitem", $"{Guid.NewGuid():n}");
        await Client.PutAsync(item, new WorkItem("one"), cancellation: Stop);
        await Preferences.ReplaceAsync(
            new()
            {
                Channels = new(Live: false),
                Kinds = new Dictionary<string, ChannelChoice> { ["commented"] = new(Inbox: false) },
                Types = new Dictionary<string, ChannelChoice> { ["board"] = new(true, true) },
                Entities = new Dictionary<string, string> { [$"{item}"] = "mute" },
                QuietHours = new("Europe/Berlin", "22:00", "07:00"),
                MentionsBreakThrough = true,
            },
            Stop);

        var patched = await Preferences.PatchAsync(new JsonObject { ["quietHours"] = null, ["kinds"] = new JsonObject { ["deploy"] = new JsonObject { ["live"] = true } } }, Stop);

        var read = await Preferences.ReadAsync(Stop);
        foreach (var preferences in (UserPreferences[])[patched, read])
        {
            Assert.Equal((new ChannelChoice(Live: false), null, true), (preferences.Channels, preferences.QuietHours, preferences.MentionsBreakThrough));
            Assert.Equal([("commented", new ChannelChoice(Inbox: false)), ("deploy", new ChannelChoice(Live: true))], preferences.Kinds.Select(kind => (kind.Key, kind.Value)));
            Assert.Equal([("board", new ChannelChoice(true, true))], preferences.Types.Select(type => (type.Key, type.Value)));
            Assert.Equal([($"{item}", "mute")], preferences.Entities.Select(entity => (entity.Key, entity.Value)));
        }
    }

    [Fact]
    public async Task What_is_no_preference_is_refused_and_an_api_key_has_none()
    {
        var refused = await Assert.ThrowsAsync<RealtimeException>(() => Preferences.PatchAsync(new JsonObject { ["quietHours"] = "night" }, Stop));
        Assert.Equal(ErrorCodes.BadPreferences, refused.Code);
        Assert.Equal(ErrorCodes.UserRequired, (await Assert.ThrowsAsync<RealtimeException>(() => Client.Preferences.ReadAsync(Stop))).Code);
    }

    [Fact]
    public async Task Why_somebody_is_told_is_explained_for_now_and_for_what_came()
    {
        await Preferences.ReplaceAsync(new() { Kinds = new Dictionary<string, ChannelChoice> { ["deploy"] = new(Inbox: false) } }, Stop);
        var sent = await Client.Notifications.SendAsync(new Notification([_user], "deploy", "Deployed"), cancellation: Stop);

        var now = await Client.Explanations.AskAsync(_user, "deploy", cancellation: Stop);
        var past = await Waiting.UntilAsync(
            () => Client.Explanations.FindAsync(_user, sent.Id!, Stop), found => found is not null, "what was decided of the notification");

        Assert.Equal((false, "kind", _user), (now.Told, now.Rule, now.User));
        Assert.Equal((false, "kind", null, "recipient"), (past!.Decision.Inbox, past.Decision.InboxRule, past.Seq, past.Reason));
        Assert.All([now.Because, past.Because], sentence => Assert.Contains(_user, sentence, StringComparison.Ordinal));
        Assert.Null(await Client.Explanations.FindAsync(_user, "no-such-id", Stop));
    }

    [Fact]
    public async Task Who_is_there_is_answered_in_the_order_of_the_question()
    {
        await using var badges = new ViewReader<OrleansRealtime.Client.Inbox.Badge>(Client.For(_user).BadgeAsync(Stop));
        await badges.NextAsync("the connection");

        var answers = await Client.Presence.ReadAsync(["nobody-of, this name", _user], Stop);

        Assert.Equal([("nobody-of, this name", "offline"), (_user, "online")], answers.Select(answer => (answer.User, answer.Status)));
        Assert.Equal(ErrorCodes.BadUser, (await Assert.ThrowsAsync<RealtimeException>(() => Client.Presence.ReadAsync([""], Stop))).Code);
    }
}
