using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Batches;
using OrleansRealtime.Server.Api.Comments;
using OrleansRealtime.Server.Api.Entities;
using OrleansRealtime.Server.Api.Followers;
using OrleansRealtime.Server.Api.Health;
using OrleansRealtime.Server.Api.Inbox;
using OrleansRealtime.Server.Api.Notifications;
using OrleansRealtime.Server.Api.Presence;
using OrleansRealtime.Server.Api.Tokens;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Api.OpenApi;

/// <summary>The words and examples of the OpenAPI document, call by call. A test sends every example.</summary>
internal static class ApiDocs
{
    private static readonly ApiParameter IfMatch = new("If-Match", "The position that must be current, in quotes, or * for any.", Header: true);

    private static readonly ApiParameter[] Paging =
    [
        new("after", "Reads on from here, oldest first.", Integer: true),
        new("before", "Reads back from here, newest first (the usual).", Integer: true),
        new("limit", "1 to 100; 50 unless given.", Integer: true),
    ];

    public static readonly ApiDoc PutEntity = new("putEntity", "Creates an entity, or replaces all its fields")
    {
        Body = new(typeof(PutEntityRequest), """{"fields":{"title":"Write the report","state":"todo","rank":3}}"""),
        Answer = typeof(StateBody),
        OtherStatus = StatusCodes.Status201Created,
        Parameters = [IfMatch, new("If-None-Match", "* = only create.", Header: true)],
        Errors = [ProblemCodes.BadField, ProblemCodes.PositionConflict, ProblemCodes.TooManyFields, ProblemCodes.EntityTooLarge, ProblemCodes.TooManyNames],
    };

    public static readonly ApiDoc PatchEntity = new("patchEntity", "Changes fields")
    {
        Description = "The body is a JSON merge patch (RFC 7396) of the fields: null removes a field.",
        Body = new(typeof(JsonFields), """{"title":"Write the report again"}""", "application/merge-patch+json"),
        Answer = typeof(StateBody),
        Parameters = [IfMatch],
        Errors =
        [
            ProblemCodes.NotFound, ProblemCodes.BadField, ProblemCodes.PositionConflict, ProblemCodes.TooManyFields, ProblemCodes.EntityTooLarge,
            ProblemCodes.TooManyNames,
        ],
    };

    public static readonly ApiDoc DeleteEntity = new("deleteEntity", "Deletes an entity; viewers are told")
    {
        Status = StatusCodes.Status204NoContent,
        Parameters = [IfMatch],
        Errors = [ProblemCodes.NotFound, ProblemCodes.PositionConflict],
    };

    public static readonly ApiDoc GetEntity = new("getEntity", "Reads an entity's state")
    {
        Answer = typeof(StateBody),
        Parameters = [new("If-None-Match", "The position that you have, in quotes: answers 304 when it is current.", Header: true)],
        Errors = [ProblemCodes.NotFound],
    };

    public static readonly ApiDoc GetChanges = new("getChanges", "Reads what changed since a position")
    {
        Answer = typeof(ChangesBody),
        Parameters = [new("since", "The position that you have, epoch:version.", Required: true)],
        Errors = [ProblemCodes.BadPosition, ProblemCodes.NotFound, ProblemCodes.HistoryGone],
    };

    public static readonly ApiDoc AddComment = new("addComment", "Adds a comment; followers and those mentioned are told")
    {
        Description = "An importer says quiet, actor and createdAt, for which its key needs the scope import.",
        Body = new(typeof(CommentRequest), """{"text":"Have a look, @bo","mentions":["bo"]}"""),
        Answer = typeof(AddedCommentBody),
        Status = StatusCodes.Status201Created,
        Errors = [ProblemCodes.NotFound, ProblemCodes.TooManyNames],
    };

    public static readonly ApiDoc GetComments = new("getComments", "Reads comments")
    {
        Answer = typeof(CommentsBody),
        Parameters = Paging,
        Errors = [ProblemCodes.BadQuery],
    };

    public static readonly ApiDoc Follow = new("follow", "Lets a user follow an entity")
    {
        Description = "With a user token only oneself.",
        Status = StatusCodes.Status204NoContent,
        Errors = [ProblemCodes.BadUser, ProblemCodes.NotFound, ProblemCodes.TooManyNames],
    };

    public static readonly ApiDoc FollowByMany = new("followByMany", "Lets up to 100 users follow an entity")
    {
        Description = "All of them, or none when one is refused. With a user token only oneself.",
        Body = new(typeof(FollowersRequest), """{"users":["ana","bo"]}"""),
        Status = StatusCodes.Status204NoContent,
        Errors = [ProblemCodes.BadUser, ProblemCodes.NotFound, ProblemCodes.TooManyItems],
    };

    public static readonly ApiDoc Unfollow = Follow with { Id = "unfollow", Summary = "Lets a user follow an entity no longer" };

    public static readonly ApiDoc GetFollowers = new("getFollowers", "Reads who follows an entity")
    {
        Answer = typeof(FollowersBody),
        Parameters = [new("after", "Reads on from this user."), new("limit", "1 to 1,000; 100 unless given.", Integer: true)],
        Errors = [ProblemCodes.BadQuery],
    };

    public static readonly ApiDoc Batch = new("batch", "Makes up to 500 mutations, each with a result of its own")
    {
        Description = "Not atomic. Operations on one entity run in their order. With an Idempotency-Key operation i has key#i. "
            + "An importer says quiet, actor, createdAt and updatedAt, for which its key needs the scope import.",
        Body = new(typeof(BatchRequest), """
            {"operations":[
              {"op":"put","type":"workitem","id":"1","fields":{"title":"One"},"ifNoneMatch":"*"},
              {"op":"patch","type":"workitem","id":"1","fields":{"title":"Two"}},
              {"op":"delete","type":"workitem","id":"2","ifMatch":"*"}]}
            """),
        Answer = typeof(BatchBody),
        Errors = [ProblemCodes.TooManyOperations],
    };

    /// <summary>The same at an address that is also a relative URI, which <c>entities:batch</c> is not: it begins as one with a scheme.</summary>
    public static readonly ApiDoc BatchByPath = Batch with { Id = "batchByPath" };

    public static readonly ApiDoc Notify = new("notify", "Tells users something")
    {
        Description = "Answered when it is durable. The same key notifies nobody twice in a workspace, for 30 days.",
        Body = new(typeof(NotificationRequest), """
            {"to":["ana","bo"],"kind":"reminder","title":"The report is due","body":"Tomorrow at noon.","link":"/items/1",
             "data":{"days":1},"entity":{"type":"workitem","id":"1"},"key":"due-1"}
            """),
        Answer = typeof(NotifiedBody),
        Status = StatusCodes.Status202Accepted,
        Errors = [ProblemCodes.KeyRequired, ProblemCodes.TooManyNames, ProblemCodes.TooManyRecipients],
    };

    public static readonly ApiDoc GetBadge = new("getBadge", "Reads what the bell shows")
    {
        Answer = typeof(Badge),
        Errors = [ProblemCodes.UserRequired],
    };

    /// <summary>Which part of an inbox.</summary>
    public static readonly ApiParameter[] InboxParameters =
    [
        .. Paging,
        new("filter", "unread, archived, snoozed or all; without, all but archived and snoozed."),
        new("kind", "Only items of this kind."),
        new("type", "With id: only items about this entity."),
        new("id", "With type."),
    ];

    public static readonly ApiDoc GetInbox = new("getInbox", "Reads the inbox")
    {
        Answer = typeof(InboxPageBody),
        Parameters = InboxParameters,
        Errors = [ProblemCodes.BadQuery, ProblemCodes.UserRequired],
    };

    public static readonly ApiDoc Mark = new("mark", "Marks items: seen, read, unread, archived, snoozed, active")
    {
        Description = "By their numbers (seqs, at most 500), or all up to one (upTo). To snooze, say until when.",
        Body = new(typeof(MarkRequest), """{"as":"read","upTo":1}"""),
        Answer = typeof(Badge),
        Errors = [ProblemCodes.TooManyItems, ProblemCodes.UserRequired],
    };

    public static readonly ApiDoc GetUserPresence = new("getUserPresence", "Says whether a user is there, or when the user last was")
    {
        Description = "Kept in memory: after a restart nobody was seen yet.",
        Answer = typeof(UserPresenceBody),
        Errors = [ProblemCodes.BadUser],
    };

    public static readonly ApiDoc GetPresence = new("getPresence", "Says the same of several users")
    {
        Answer = typeof(UserPresencesBody),
        Parameters = [new("users", "1 to 100 user ids, with commas between.", Required: true)],
        Errors = [ProblemCodes.BadQuery, ProblemCodes.BadUser, ProblemCodes.TooManyItems],
    };

    public static readonly ApiDoc QueryPresence = new("queryPresence", "Says the same of several users, whatever their ids")
    {
        Description = "For ids with commas, and for more of them than an address holds.",
        Body = new(typeof(PresenceRequest), """{"users":["ana","bo"]}"""),
        Answer = typeof(UserPresencesBody),
        Errors = [ProblemCodes.BadUser, ProblemCodes.TooManyItems],
    };

    public static readonly ApiDoc IssueToken = new("issueToken", "Makes a token for a user")
    {
        Body = new(typeof(TokenRequest), """{"user":"ana","name":"Ana Diaz","ttlSeconds":3600}"""),
        Answer = typeof(IssuedToken),
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired],
    };

    public static readonly ApiDoc IssueDevToken = IssueToken with
    {
        Id = "issueDevToken",
        Summary = "Makes a token for a user, without a key: in the Development environment only",
        Errors = [ProblemCodes.BadUser],
    };

    public static readonly ApiDoc ForgetAccess = new("forgetAccess", "Takes a user's access away: refuses the tokens issued until now")
    {
        Status = StatusCodes.Status204NoContent,
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired],
    };

    public static readonly ApiDoc ForgetEntityAccess = new("forgetEntityAccess", "Asks again what a user may do to an entity")
    {
        Status = StatusCodes.Status204NoContent,
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired],
    };

    public static readonly ApiDoc Health = new("health", "Says that the server is alive, and what it is") { Answer = typeof(HealthBody) };

    public static readonly ApiDoc Ready = new("ready", "Says whether requests may come; 503 while it stops, while the database does not answer, or while it has no standing in its cluster") { Answer = typeof(HealthBody) };
}
