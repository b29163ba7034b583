using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>A silo is frozen with a gateway's edits in its socket. When it thaws it passes them on to the silo that has their entities.</summary>
public sealed class LateCallTests
{
    [Fact]
    public async Task An_edit_to_which_nobody_answered_does_not_take_effect_once_its_repeat_was_refused()
    {
        await using var store = await StoreUnderServer.OfAsync("postgres");
        (string, string)[] settings = [.. store.Settings, ("Gateway:CallTimeout", "00:00:03")];
        await using var other = await ServerProcess.StartAsync([.. settings, ("Cluster:Role", "Silo")]);
        await using var frozen = await ServerProcess.StartAsync([.. settings, ("Cluster:Role", "Silo")]);
        await using var gateway = await ServerProcess.StartAsync([.. settings, ("Cluster:Role", "Gateway")]);
        var api = other.NewWorkspace() with { Http = gateway.Http };
        // Half of them are on the silo that will be frozen. What others have is answered by them, and by whatever silo it was asked first.
        string[] ids = [.. Enumerable.Range(0, 16).Select(id => $"{id}")];
        foreach (var id in ids) await api.CreateAsync("workitem", id, new { title = "first" });

        await frozen.Run.SignalAsync("STOP");
        var answers = await Task.WhenAll(ids.Select(LateAsync));
        string[] unanswered = [.. ids.Where((_, index) => answers[index].Code == "outcome_unknown")];
        Assert.NotEmpty(unanswered);

        foreach (var id in unanswered)
        {
            await Waiting.UntilAsync(() => api.DeleteAsync($"entities/workitem/{id}"), answer => answer.Status is NoContent or NotFound, "the other to take over");
            // As long as the gateway may still ask by the frozen silo, a refusal is none: what it was asked may take effect yet.
            (await Waiting.UntilAsync(() => LateAsync(id), answer => answer.Code != "outcome_unknown", "a refusal that holds")).IsProblem(404, "not_found");
            await api.CreateAsync("workitem", id, new { title = "second" });
        }

        await frozen.Run.SignalAsync("CONT");
        await frozen.Run.Ended.Within("the end of the silo that the other took for dead");

        foreach (var id in unanswered)
        {
            var entity = (await api.GetAsync($"entities/workitem/{id}")).Is(OK);
            Assert.Equal("second", entity["fields"].GetProperty("title").GetString());
            Assert.EndsWith(":1", entity.Position);
        }

        Task<RestAnswer> LateAsync(string id) => api.PatchAsync($"entities/workitem/{id}", new { title = "late" }, ("Idempotency-Key", $"late-{id}"));
    }
}
