using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>Finds what a history has that the platform promises never to do. Pure: the same history, the same findings.</summary>
internal static class Checker
{
    public static IReadOnlyList<string> Violations(IReadOnlyList<Event> history)
    {
        var findings = new Findings();
        var operations = new Operations(history);
        var states = new States(findings);
        new ChainRules(findings, states).Check(history);
        new ShownRules(findings, states).Check(history);
        new PresenceRules(findings).Check(history);
        new AnswerRules(findings, states, operations).Check(history);
        new EffectRules(findings, states, operations).Check(history);
        new FollowRules(findings, operations).Check(history);
        var expected = new ExpectedEffects(history);
        new InboxRules(findings, operations, expected).Check(history);
        new MuteRules(findings, operations, expected).Check(history);
        new RegisterRules(findings).Check(history);
        foreach (var failed in history.OfType<NodeFailed>()) findings.Add($"{failed.Node} {failed.What}.");
        return findings.All;
    }
}

/// <summary>What was found, each once.</summary>
internal sealed class Findings
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string finding)
    {
        if (!_all.Contains(finding)) _all.Add(finding);
    }

    public void Unless(bool isSo, string finding)
    {
        if (!isSo) Add(finding);
    }
}
