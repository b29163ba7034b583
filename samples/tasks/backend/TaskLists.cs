using System.Security.Claims;

namespace Tasks;

/// <summary>One live list per team, and a live entity per task.</summary>
public sealed class TaskLists(RealtimeClient live)
{
    /// <summary>Of a task <c>red.…</c> and of the list <c>red</c>: <c>red</c>.</summary>
    public static string TeamOf(EntityRef entity) => entity.Id.Split('.')[0];

    /// <summary>Adds a task at the end of a team's list.</summary>
    /// <param name="key">The page's own: a form that is sent twice makes one task.</param>
    public async Task<string> AddAsync(Person person, string title, Guid key)
    {
        var id = $"{person.Team}.{key:n}";
        var asPerson = live.For(person.Id);
        await asPerson.PutAsync(new("task", id), new TaskItem(title, IsDone: false, Assignee: null), new() { IdempotencyKey = $"task-{key:n}" });
        // A merge patch: whoever adds another one at the same time changes another member, and whoever sends this again sets the same one.
        var entry = new { tasks = new Dictionary<string, long> { [id] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() } };
        await asPerson.PatchAsync<TaskList>(ListOf(person.Team), entry);
        return id;
    }

    /// <summary>Makes a team's first list.</summary>
    public async Task CreateAsync(string team)
    {
        try
        {
            await live.CreateAsync(ListOf(team), new TaskList([]));
        }
        catch (RealtimeException e) when (e.Code == ErrorCodes.PositionConflict)
        {
            // It is there already.
        }
    }

    private static EntityRef ListOf(string team) => new("tasklist", team);
}

public sealed record TaskItem(string Title, bool IsDone, string? Assignee);

/// <param name="Tasks">When each task was added.</param>
public sealed record TaskList(Dictionary<string, long> Tasks);

public static class TaskCalls
{
    private const int LongestTitle = 200;

    public static void MapTasks(this WebApplication app)
    {
        app.MapPut("/api/tasks/{key:guid}", async (ClaimsPrincipal user, TaskLists lists, Guid key, NewTask task) =>
        {
            if (user.Person() is not { } person) return Results.Unauthorized();
            if (task.Title?.Trim() is not { Length: > 0 and <= LongestTitle } title) return Results.BadRequest($"A title has 1 to {LongestTitle} characters.");
            await lists.CreateAsync(person.Team);
            return Results.Ok(new { id = await lists.AddAsync(person, title, key) });
        });
    }

    private sealed record NewTask(string? Title);
}
