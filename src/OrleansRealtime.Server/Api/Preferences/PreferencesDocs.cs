using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>The words of the OpenAPI document for preferences and what they decide.</summary>
internal static class PreferencesDocs
{
    private static readonly ProblemCode[] Refusals =
        [ProblemCodes.BadPreferences, ProblemCodes.BadPrecondition, ProblemCodes.TooManyItems, ProblemCodes.UserRequired, ProblemCodes.PreferencesConflict];

    private static readonly ApiParameter IfMatch = new(
        "If-Match", "The ETag that you have: refused when the preferences are others now.", Header: true);

    public static readonly ApiDoc Get = new("getPreferences", "Reads what the caller wants to be told of")
    {
        Parameters = [new("If-None-Match", "The ETag that you have: answers 304 when it is current.", Header: true)],
        Answer = typeof(PreferencesBody),
        Errors = [ProblemCodes.UserRequired],
    };

    public static readonly ApiDoc Put = new("putPreferences", "Replaces what the caller wants to be told of")
    {
        Description = "Members may be left out. Kinds, types and entities: at most 1,000 each; an entity is type/id.",
        Body = new(typeof(PreferencesRequest), """
            {"channels":{"live":true,"inbox":true},"kinds":{"commented":{"live":false}},"types":{"workitem":{"inbox":true}},
             "entities":{"workitem/42":"mute"},"quietHours":{"zone":"UTC","from":"22:00","to":"07:00"},"mentionsBreakThrough":true}
            """),
        Parameters = [IfMatch],
        Answer = typeof(PreferencesBody),
        Errors = Refusals,
    };

    public static readonly ApiDoc Patch = new("patchPreferences", "Changes what the patch names of what the caller wants to be told of")
    {
        Description = "A JSON merge patch (RFC 7396): null takes a member out. Whatever another device changes meanwhile stays.",
        Body = new(typeof(PreferencesRequest), """{"entities":{"workitem/42":"mute","workitem/7":null}}""", "application/merge-patch+json"),
        Parameters = [IfMatch],
        Answer = typeof(PreferencesBody),
        Errors = [.. Refusals, ProblemCodes.Overloaded],
    };

    public static readonly ApiDoc Explain = new("explain", "Says whether a user would be told of something, or was, and by which rule")
    {
        Description = "With kind (and an entity): now. With notification: what was decided when it came, for 30 days. A user asks for oneself only.",
        Answer = typeof(ExplanationBody),
        Parameters =
        [
            new("kind", "What might come."),
            new("type", "The type of the entity that it is about."),
            new("id", "The entity's id."),
            new("reason", "Why the user would be told; without, the entity is asked.") { Words = NotificationReasons.StrongestFirst },
            new("notification", "The id of a notification: the answer says what was decided, and when."),
        ],
        Errors = [ProblemCodes.BadQuery, ProblemCodes.BadUser, ProblemCodes.AccessDenied, ProblemCodes.NotFound],
    };
}
