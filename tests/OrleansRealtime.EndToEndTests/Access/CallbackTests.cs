using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Access;

/// <summary>Where the application decides, entity by entity.</summary>
public sealed class CallbackTests(CallbackTests.AskingServer asking) : IClassFixture<CallbackTests.AskingServer>
{
    [Fact]
    public async Task The_applications_answer_decides_over_rest_and_hub_and_losing_it_is_told_as_denied()
    {
        var (app, server) = (asking.App, asking.Process);
        var api = server.NewWorkspace();
        // A server is the application itself: nobody is asked, also when it acts for a user.
        await api.CreateAsync("workitem", "open", new { n = 0 });
        await api.CreateAsync("workitem", "secret", new { n = 0 });
        app.Answer = question => question switch
        {
            { Id: "secret" } => "none",
            { User: "bo" } => "read",
            _ => "write",
        };
        var (ana, bo) = (await api.AsUserAsync("ana"), await api.AsUserAsync("bo"));

        (await ana.GetAsync("entities/workitem/secret")).IsProblem(403, "access_denied");
        (await api.PatchAsync("entities/workitem/secret", new { n = 1 }, ("X-Actor", "ana"))).Is(OK);
        (await bo.PatchAsync("entities/workitem/open", new { n = 1 })).IsProblem(403, "access_denied");
        (await bo.GetAsync("entities/workitem/open")).Is(OK);
        (await ana.PatchAsync("entities/workitem/open", new { n = 1 })).Is(OK);
        var batch = await ana.PostAsync("entities:batch", new { operations = Patches("open", "secret") });
        Assert.Equal([200, 403], batch["results"].EnumerateArray().Select(result => result.GetProperty("status").GetInt32()));

        await using var tab = await HubClient.ConnectAsync(server, bo);
        var watched = (await tab.CallAsync("Watch", (object)new[] { new { type = "workitem", id = "open" }, new { type = "workitem", id = "secret" } })).Ok;
        Assert.True(watched[0].GetProperty("ok").GetBoolean());
        Assert.False(watched[1].GetProperty("ok").GetBoolean());
        Assert.Equal("access_denied", watched[1].GetProperty("code").GetString());
        await tab.TakeAsync("state");

        // The application changes its mind, and says so.
        app.Answer = question => question.User == "bo" ? "none" : "write";
        (await api.DeleteAsync("entities/workitem/open/access/bo")).Is(NoContent);
        var denied = await tab.TakeAsync("denied");
        Assert.True(denied.IsOf("workitem", "open"));
        Assert.Equal("access_denied", denied.Text("code"));

        // No frame follows, not of an edit after it either.
        (await ana.PatchAsync("entities/workitem/open", new { n = 2 })).Is(OK);
        await api.CreateAsync("workitem", "fence", new { n = 0 });
        app.Answer = _ => "read";
        await tab.OpenAsync("workitem", "fence");
        Assert.Equal("denied", tab.Frames.Last(frame => frame.IsOf("workitem", "open")).Name);
        Assert.Empty(tab.FramesOf("changed", "workitem", "open"));
    }

    [Fact]
    public async Task An_application_that_does_not_answer_is_no_yes_and_changes_nothing()
    {
        var (app, api) = (asking.App, asking.Process.NewWorkspace());
        await api.CreateAsync("workitem", "1", new { n = 0 });
        app.Answer = _ => null;
        var ana = await api.AsUserAsync("ana");

        var refused = (await ana.PatchAsync("entities/workitem/1", new { n = 1 })).IsProblem(503, "unavailable");
        Assert.True(refused.Headers.ContainsKey("Retry-After"));
        (await ana.GetAsync("entities/workitem/1")).IsProblem(503, "unavailable");
        Assert.Equal(0, (await api.GetAsync("entities/workitem/1"))["fields"].GetProperty("n").GetInt32());
    }

    private static IEnumerable<object> Patches(params string[] ids) =>
        ids.Select(id => new { op = "patch", type = "workitem", id, fields = new { n = 1 } });

    /// <summary>A server and the application that it asks. Each test says what that one answers.</summary>
    public sealed class AskingServer : IAsyncLifetime
    {
        private CallbackApp? _app;
        private ServerProcess? _process;

        internal CallbackApp App => _app!;

        internal ServerProcess Process => _process!;

        public async ValueTask InitializeAsync()
        {
            _app = await CallbackApp.StartAsync();
            _process = await ServerProcess.StartAsync(("Access:CallbackUrl", _app.Url), ("Access:Timeout", "00:00:30"));
        }

        public async ValueTask DisposeAsync()
        {
            if (_process is not null) await _process.DisposeAsync();
            if (_app is not null) await _app.DisposeAsync();
        }
    }
}
