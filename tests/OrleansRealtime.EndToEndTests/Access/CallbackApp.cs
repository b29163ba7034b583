using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.EndToEndTests.Access;

/// <summary>What the platform asks the application.</summary>
internal sealed record AccessQuestion(string Workspace, string User, string Type, string Id);

/// <summary>The application's own back end, as far as the platform asks it: who may do what.</summary>
internal sealed class CallbackApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<AccessQuestion> _questions = [];
    private TaskCompletionSource _asked = Waiting.Signal();

    private CallbackApp(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.First()}/access";

    /// <summary><c>none</c>, <c>read</c>, <c>write</c>; null = the application fails.</summary>
    public Func<AccessQuestion, string?> Answer { get; set; } = _ => "write";

    public static async Task<CallbackApp> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var callback = new CallbackApp(builder.Build());
        callback._app.MapPost("/access", async (HttpContext http) =>
        {
            var question = (await JsonSerializer.DeserializeAsync<AccessQuestion>(http.Request.Body, JsonSerializerOptions.Web))!;
            var access = callback.Answer(question);
            callback.Note(question);
            return access is null ? Results.StatusCode(500) : Results.Json(new { access });
        });
        await callback._app.StartAsync();
        return callback;
    }

    /// <summary>Ends when questions of this kind came so many times.</summary>
    public async Task AskedAsync(Func<AccessQuestion, bool> match, int times, string what)
    {
        while (true)
        {
            Task asked;
            lock (_gate)
            {
                if (_questions.Count(match) >= times) return;
                asked = _asked.Task;
            }

            await asked.Within(what);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Note(AccessQuestion question)
    {
        TaskCompletionSource asked;
        lock (_gate)
        {
            _questions.Add(question);
            (asked, _asked) = (_asked, Waiting.Signal());
        }

        asked.SetResult();
    }
}
