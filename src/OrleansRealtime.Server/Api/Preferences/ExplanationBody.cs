using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>Whether a user would be told now.</summary>
/// <param name="Told">Whether it would stand in the inbox.</param>
/// <param name="Rule"><see cref="IsTold"/>, or why not: one of <see cref="DecisionRules"/>.</param>
/// <param name="Decision">Absent when it does not come to one.</param>
/// <param name="Explanation">One sentence for people.</param>
internal sealed record ExplanationBody(
    string User,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EntityRef? Entity,
    bool Told,
    string Rule,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Decision? Decision,
    [property: JsonPropertyName("because")] string Explanation)
{
    public const string IsTold = "told";
}

/// <summary>What was decided about a notification that came.</summary>
/// <param name="Seq">The item that it became; absent when it became none.</param>
/// <param name="Explanation">One sentence for people.</param>
internal sealed record PastExplanationBody(
    string User,
    string Notification,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EntityRef? Entity,
    string Reason,
    DateTimeOffset At,
    Decision Decision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Seq,
    [property: JsonPropertyName("because")] string Explanation);
