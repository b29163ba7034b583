using System.Text.Json;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Does its operations one after the other, each until it is answered, or once if it has no key to ask again under.</summary>
internal sealed class Writer(Session session)
{
    private const int Tries = 12;
    private const int ReadEvery = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    public static bool IsOutage(Exception exception) =>
        exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or TimeoutException;

    public async Task RunAsync(IReadOnlyList<WriterStep> steps)
    {
        for (var done = 0; done < steps.Count; done++)
        {
            await session.WaitAsync(steps[done].Wait);
            if (session.IsEnding) return;
            await DoAsync(steps[done]);
            if (done % ReadEvery == 0) await session.ReadAsync(steps[done].Operations[0].Entity);
        }
    }

    /// <returns>Whether it was answered with a yes.</returns>
    public Task<bool> DoAsync(Operation operation) => DoAsync(new WriterStep(0, [operation], IfMatch: false, Deaf: 0, HangUpAfter: null));

    private async Task<bool> DoAsync(WriterStep step)
    {
        var operations = step.Operations;
        var isKeyed = operations[0].IsKeyed;
        var key = isKeyed ? session.NextKey() : null;
        var condition = step.IfMatch ? session.LastSeen(operations[0].Entity) : null;
        for (var attempt = 1; attempt <= (isKeyed ? Tries : 1); attempt++)
        {
            if (attempt > 1) await session.WaitAsync(15 * attempt);
            await session.Stage.Serving;
            foreach (var operation in operations) session.History.Add(new Sent(operation, attempt, condition));
            IReadOnlyList<Answered> answers;
            try
            {
                var patience = attempt == 1 && step.HangUpAfter is { } hangUp ? TimeSpan.FromMilliseconds(hangUp) : Patience;
                using var stop = new CancellationTokenSource(patience, session.Stage.Time);
                var caller = session.Server(stop.Token);
                answers = operations.Count > 1 || operations[0] is { Doing: Doing.Patch, Number: var number } && number % 7 == 0 && condition is null
                    ? Read(operations, attempt, await SendBatchAsync(caller, operations, key))
                    : [Read(operations[0], attempt, await SendAsync(caller, operations[0], key, condition))];
            }
            catch (Exception e) when (IsOutage(e))
            {
                foreach (var operation in operations) session.History.Add(new Unanswered(operation, attempt, e.GetType().Name));
                continue;
            }

            foreach (var answer in answers)
            {
                session.History.Add(answer);
                if (answer is { At: { } at, Operation.Doing: not Doing.Delete }) session.Saw(answer.Operation.Entity, at);
            }

            if (attempt > step.Deaf && answers.All(answer => answer.Status is < 500 and not 429)) return answers.All(answer => answer.Status < 300);
        }

        return false;
    }

    private static async Task<RestAnswer> SendAsync(RestCaller caller, Operation operation, string? key, Position? condition)
    {
        var path = $"entities/item/{operation.Entity}";
        List<(string, string)> headers = [];
        if (key is not null) headers.Add(("Idempotency-Key", key));
        if (operation.Actor is not null) headers.Add(("X-Actor", operation.Actor));
        if (condition is { } at) headers.Add(("If-Match", $"\"{at}\""));
        if (operation.Doing == Doing.Create) headers.Add(("If-None-Match", "*"));
        (string, string)[] all = [.. headers];
        return await (operation.Doing switch
        {
            Doing.Create => caller.PutAsync(path, new { fields = new { created = operation.Number, title = $"item {operation.Entity}" } }, all),
            Doing.Patch => caller.PatchAsync(path, Patch(operation), all),
            Doing.Comment => caller.PostAsync($"{path}/comments", new { text = operation.Text, mentions = operation.User is { } user ? new[] { user } : [] }, all),
            Doing.Delete => caller.DeleteAsync(path, all),
            Doing.Notify => caller.PostAsync("notifications", Broadcast(operation), all),
            Doing.Follow => caller.PutAsync($"{path}/followers/{operation.User}", null, all),
            _ => caller.DeleteAsync($"{path}/followers/{operation.User}", all),
        });
    }

    private static async Task<RestAnswer> SendBatchAsync(RestCaller caller, IReadOnlyList<Operation> operations, string? key) => await caller.PostAsync(
        "entities:batch",
        new { operations = operations.Select(operation => new { op = "patch", type = "item", id = operation.Entity, fields = Patch(operation) }) },
        key is null ? [] : [("Idempotency-Key", key)]);

    // With some ballast: a slow reader has something to be slow with.
    private static Dictionary<string, object> Patch(Operation operation) =>
        new() { [operation.Field] = operation.Number, ["last"] = operation.Number, ["ballast"] = new string((char)('a' + (operation.Number % 26)), 500) };

    private static object Broadcast(Operation operation) => new
    {
        to = RunPlan.Users,
        kind = "notice",
        title = operation.Text,
        body = operation.Text,
        entity = new { type = "item", id = operation.Entity },
        key = operation.Field,
    };

    private static Answered Read(Operation operation, int attempt, RestAnswer answer)
    {
        var at = answer.ETag is { } tag ? Position.Parse(tag.Trim('"')) : (Position?)null;
        var hasState = operation.Doing is Doing.Create or Doing.Patch && answer is { IsSuccess: true, Json.ValueKind: JsonValueKind.Object }
            && answer.Json.TryGetProperty("fields", out _);
        return new(operation, attempt, (int)answer.Status, Code(answer.Json), answer.IsSuccess ? at : null, answer.Replayed, hasState ? Seen.Of(answer.Json) : null);
    }

    private static List<Answered> Read(IReadOnlyList<Operation> operations, int attempt, RestAnswer answer)
    {
        if (!answer.IsSuccess) return [.. operations.Select(operation => new Answered(operation, attempt, (int)answer.Status, Code(answer.Json)))];
        return [.. answer["results"].EnumerateArray().Select((result, n) =>
        {
            var status = result.GetProperty("status").GetInt32();
            var at = status < 300 && result.TryGetProperty("position", out var position) ? Position.Parse(position.GetString()!) : (Position?)null;
            return new Answered(operations[n], attempt, status, Code(result), at, result.TryGetProperty("replayed", out var replayed) && replayed.GetBoolean());
        })];
    }

    private static string? Code(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("code", out var code) ? code.GetString() : null;
}
