using System.Text.Json;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Stages;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Calls a register at one node, once.</summary>
internal sealed class RegisterCaller(Session session)
{
    /// <summary>Longer than any call may take: how long it takes is what is to be seen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    private int _calls;

    public TimeProvider Time => session.Stage.Time;

    /// <param name="hangUp">When it is cancelled, the answer is not waited for.</param>
    /// <returns>Whether it was answered with a yes.</returns>
    public async Task<bool> CallAsync(RegisterCall what, string register, ClusterNode node, CancellationToken hangUp, int? value = null)
    {
        var call = Interlocked.Increment(ref _calls);
        session.History.Add(new RegisterAsked(call, what, register, node.Name, value));
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
            stop.CancelAfter(Patience);
            var caller = new RestCaller(node.Http, session.Plan.Workspace, session.Stage.ApiKey) { Stop = stop.Token };
            var path = $"entities/{Registers.Type}/{register}";
            var answer = await (what switch
            {
                RegisterCall.Read => caller.GetAsync(path),
                // As every client of ours writes: with a key, by which it takes effect once. What changes nothing is written without one, as others may.
                RegisterCall.Write => caller.PatchAsync(path, new { n = value }, ("Idempotency-Key", $"{register}-{value}")),
                _ => caller.PatchAsync(path, new { kind = Registers.Type }),
            });
            session.History.Add(answer.IsSuccess
                ? new RegisterAnswered(call, (int)answer.Status, At: Position.Parse(answer.Position), Value: ValueOf(answer.Json) ?? value)
                : new RegisterAnswered(call, (int)answer.Status, answer.Code));
            return answer.IsSuccess;
        }
        catch (Exception e) when (Writer.IsOutage(e))
        {
            session.History.Add(new RegisterUnanswered(call, e.GetType().Name));
            return false;
        }
    }

    /// <returns><c>null</c> where there are no fields: the answer to a write that the server itself repeated, when the register has gone on meanwhile. Then
    /// its position is held to be that of the value that was written, and the rules compare it with what readers and viewers had there.</returns>
    private static int? ValueOf(JsonElement state) => state.TryGetProperty("fields", out var fields) ? fields.GetProperty("n").GetInt32() : null;
}
