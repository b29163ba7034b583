using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Tasks;

/// <summary>What the platform needs of the application: a token for whoever is signed in, and who may see what.</summary>
public static class Live
{
    public static void MapLive(this WebApplication app)
    {
        var settings = app.Configuration.GetSection("Live");
        app.MapGet("/api/live", () => new { url = settings["Url"] });
        app.MapGet("/api/live/token", async (ClaimsPrincipal user, RealtimeClient live) =>
            user.Person() is { } person ? Results.Ok(await live.IssueTokenAsync(person.Id, person.Name)) : Results.Unauthorized());
        app.MapPost("/api/live/access", (HttpRequest request, Question question) =>
            IsPlatform(request) ? Results.Ok(new { access = MaySee(question) ? "write" : "none" }) : Results.Unauthorized());

        bool IsPlatform(HttpRequest request) => settings["AccessSecret"] is { Length: > 0 } secret && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {secret}"));
    }

    /// <summary>The application's own rule: a team's list and its tasks are that team's.</summary>
    private static bool MaySee(Question question) =>
        People.Find(question.User) is { } person && TaskLists.TeamOf(new(question.Type, question.Id)) == person.Team;

    private sealed record Question(string User, string Type, string Id);
}
