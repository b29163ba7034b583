using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Access;

/// <summary>A connection is its user's, whoever learns its token: it stands in URLs, and URLs stand in logs.</summary>
public sealed class ConnectionOwnerTests(SharedServer shared)
{
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private const string Call = "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[[{\"type\":\"workitem\",\"id\":\"secret\"}]]}\u001e";

    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Fact]
    public async Task Nobody_elses_token_polls_calls_or_ends_it_and_a_newer_one_of_its_user_does()
    {
        await _api.CreateAsync("workitem", "secret", new { text = "between us" });
        var ana = await _api.AsUserAsync("ana");
        var negotiated = (await ana.PostAsync("/hub/negotiate?negotiateVersion=1", "")).Is(OK);
        var id = $"id={Uri.EscapeDataString(negotiated["connectionToken"].GetString()!)}";
        var path = $"/hub?{id}";
        await PollAsync(ana, path);
        (await ana.PostAsync(path, Handshake)).Is(OK);
        // With the first frame the connection is known to be hers.
        for (var heard = ""; !heard.Contains("badge", StringComparison.Ordinal);) heard = await PollAsync(ana, path);

        RestCaller[] others = [await _api.AsUserAsync("bo"), await shared.Process.NewWorkspace().AsUserAsync("ana")];
        // SignalR passes over a parameter without a value.
        string[] addresses = [path, $"/hub?id=&{id}", $"/hub?id=&id=&{id}", $"/hub?{id}&id=", $"/hub?ID=&{id}"];
        foreach (var (other, address) in others.SelectMany(other => addresses.Select(address => (other, address))))
        {
            (await other.GetAsync(address)).IsProblem(403, "identity_mismatch");
            (await other.PostAsync(address, Call)).IsProblem(403, "identity_mismatch");
            (await other.DeleteAsync(address)).IsProblem(403, "identity_mismatch");
        }

        (await (_api with { Credentials = "" }).GetAsync(path)).IsProblem(401, "unauthenticated");
        var newer = await _api.AsUserAsync("ana");
        (await newer.PostAsync(path, Call)).Is(OK);
        for (var heard = ""; !heard.Contains("between us", StringComparison.Ordinal);) heard = await PollAsync(newer, path);
        (await newer.DeleteAsync(path)).Is(Accepted);
    }

    /// <summary>What a poll brings: SignalR's messages, which are no JSON together.</summary>
    private static async Task<string> PollAsync(RestCaller caller, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", caller.Credentials);
        using var answer = await caller.Http.SendAsync(request).Within("a poll");
        Assert.Equal(OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
