using System.Reflection;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Server.Api.Preferences;

namespace OrleansRealtime.Tests.Server.Api.Preferences;

public class ExplanationTests
{
    public static TheoryData<string> Rules =>
        [.. typeof(DecisionRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(rule => (string)rule.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_has_words_for_people(string rule)
    {
        foreach (var reason in (string[])[NotificationReasons.Mentioned, NotificationReasons.Assigned, NotificationReasons.Recipient, NotificationReasons.Following])
        foreach (var decision in (Decision[])[new(true, rule, true, rule), new(true, "default", false, rule), new(false, rule, false, rule)])
        foreach (var isPast in (bool[])[true, false])
        {
            var because = Explanation.Of("bo", new("deploy", reason, new("workitem", "42")), decision, isPast);

            Assert.StartsWith("bo ", because, StringComparison.Ordinal);
            Assert.EndsWith(".", because, StringComparison.Ordinal);
            Assert.Equal(1, because.Count(c => c == '.'));
            Assert.DoesNotContain('_', because);
            Assert.DoesNotContain("the rule '", because, StringComparison.Ordinal);
            Assert.DoesNotContain("the reason '", because, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void It_says_why_one_is_told_and_why_not_live() => Assert.Equal(
        "bo was told, following workitem/42, and nobody said otherwise; it was not shown live, because bo set quiet hours for that time.",
        Explanation.Of("bo", new("changed", "following", new("workitem", "42")), new(true, "default", false, "quiet_hours"), isPast: true));

    [Fact]
    public void What_a_later_version_decided_is_named_as_it_names_it() => Assert.Equal(
        "bo was told, for the reason 'watching', and the rule 'by_moon' says so.",
        Explanation.Of("bo", new("changed", "watching", null), new(true, "by_moon", true, "by_moon"), isPast: true));
}
