using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Inbox;

/// <summary>The words and examples of the OpenAPI document for the bell and the inbox. A test sends every example.</summary>
internal static class InboxDocs
{
    public static readonly ApiDoc GetBadge = new("getBadge", "Reads what the bell shows")
    {
        Answer = typeof(Badge),
        Errors = [ProblemCodes.UserRequired],
    };

    /// <summary>Which part of an inbox.</summary>
    public static readonly ApiParameter[] Parameters =
    [
        .. CommonParameters.Paging,
        new("filter", "Which items; without, all but archived and snoozed.") { Words = InboxQuestion.Filters.Keys },
        new("kind", "Only items of this kind."),
        new("type", "With id: only items about this entity."),
        new("id", "With type."),
    ];

    public static readonly ApiDoc Get = new("getInbox", "Reads the inbox")
    {
        Answer = typeof(InboxPageBody),
        Parameters = Parameters,
        Errors = [ProblemCodes.BadQuery, ProblemCodes.UserRequired],
    };

    public static readonly ApiDoc Mark = new("mark", "Marks items: seen, read, unread, archived, snoozed, active")
    {
        Description = "By their numbers (seqs, at most 500), or all up to one (upTo). To snooze, say until when.",
        Body = new(typeof(MarkRequest), """{"as":"read","upTo":1}"""),
        Answer = typeof(Badge),
        Errors = [ProblemCodes.TooManyItems, ProblemCodes.UserRequired],
    };
}
