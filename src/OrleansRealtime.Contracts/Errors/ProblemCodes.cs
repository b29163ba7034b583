namespace OrleansRealtime.Contracts.Errors;

/// <summary>One row of the table of errors: a stable word, its HTTP status and a sentence for people.</summary>
/// <param name="Code">Stable; callers branch on it.</param>
/// <param name="Status">The HTTP status it travels with.</param>
/// <param name="Title">What went wrong, in one sentence.</param>
/// <param name="RetryAfterSeconds">When trying again makes sense; <c>null</c> when the same request will fail again.</param>
public sealed record ProblemCode(string Code, int Status, string Title, int? RetryAfterSeconds = null);

/// <summary>Every error that a caller can get, over REST or on the hub. The table in PROTOCOL.md is tested against this one.</summary>
public static class ProblemCodes
{
    public static readonly ProblemCode MalformedJson = new("malformed_json", 400, "The body is not valid JSON.");
    public static readonly ProblemCode TooDeep = new("too_deep", 400, "The JSON nests deeper than 16 levels.");
    public static readonly ProblemCode DuplicateProperty = new("duplicate_property", 400, "A JSON object names a property twice.");
    public static readonly ProblemCode BadBody = new("bad_body", 400, "The body has not the shape that this call takes.");
    public static readonly ProblemCode BadKey = new("bad_key", 400, "A workspace, type or id has characters or a length that are not allowed.");
    public static readonly ProblemCode BadField = new("bad_field", 400, "A field name is empty, longer than 128 characters or holds a control character.");
    public static readonly ProblemCode NullValue = new("null_value", 400, "null is never a stored value: leave the field out.");
    public static readonly ProblemCode BadPosition = new("bad_position", 400, "A position is written epoch:version.");
    public static readonly ProblemCode BadPrecondition = new("bad_precondition", 400, "If-Match takes one quoted position or *, If-None-Match one quoted position or * (on PUT only *).");
    public static readonly ProblemCode BadQuery = new("bad_query", 400, "A query parameter has a value that is not allowed.");
    public static readonly ProblemCode BadUser = new("bad_user", 400, "A user id has characters or a length that are not allowed.");
    public static readonly ProblemCode BadPresence = new("bad_presence", 400, "Presence is a status, online or away, and a focus: an entity or null.");
    public static readonly ProblemCode BadIdempotencyKey = new("bad_idempotency_key", 400, "Idempotency-Key takes 1 to 255 visible ASCII characters.");
    public static readonly ProblemCode ActorNotAllowed = new("actor_not_allowed", 400, "X-Actor is for API keys; a user token acts for its own user.");
    public static readonly ProblemCode BadPreferences = new("bad_preferences", 400, "The preferences have not the shape that they take.");
    public static readonly ProblemCode TooManyOperations = new("too_many_operations", 400, "A batch takes at most 500 operations.");
    public static readonly ProblemCode TooManyItems = new("too_many_items", 400, "The list has more items than this call takes.");
    public static readonly ProblemCode UnknownSeq = new("unknown_seq", 400, "No item of the inbox ever had this number.");
    public static readonly ProblemCode TooManyRecipients = new("too_many_recipients", 400, "A call notifies at most 1,000 users.");
    public static readonly ProblemCode TooManyWatches = new("too_many_watches", 400, "A connection watches at most 2,000 entities.");
    public static readonly ProblemCode Unauthenticated = new("unauthenticated", 401, "The request carries no valid API key or token.");
    public static readonly ProblemCode TokenExpired = new("token_expired", 401, "The token has expired.");
    public static readonly ProblemCode WorkspaceDenied = new("workspace_denied", 403, "The key or token is not for this workspace.");
    public static readonly ProblemCode UserRequired = new("user_required", 403, "This call is for user tokens.");
    public static readonly ProblemCode KeyRequired = new("key_required", 403, "This call is for API keys.");
    public static readonly ProblemCode ScopeDenied = new("scope_denied", 403, "The API key has not the scope for this call.");
    public static readonly ProblemCode AccessDenied = new("access_denied", 403, "The user may not do this to this entity.");
    public static readonly ProblemCode IdentityMismatch = new("identity_mismatch", 403, "The new token is for another user or workspace.");
    public static readonly ProblemCode OriginDenied = new("origin_denied", 403, "Pages of this origin may not connect.");
    public static readonly ProblemCode NotFound = new("not_found", 404, "There is no such entity.");
    public static readonly ProblemCode UnknownPath = new("unknown_path", 404, "There is nothing at this address.");
    public static readonly ProblemCode MethodNotAllowed = new("method_not_allowed", 405, "This address does not take this method.");
    public static readonly ProblemCode TooSlow = new("too_slow", 408, "The body came too slowly.");
    public static readonly ProblemCode HistoryGone = new("history_gone", 410, "The change log does not reach back to this position: read the state.");
    public static readonly ProblemCode PositionConflict = new("position_conflict", 412, "The entity is not at the position that the request names.");
    public static readonly ProblemCode PreferencesConflict = new("preferences_conflict", 412, "The preferences are not those that the request names: read them anew.");
    public static readonly ProblemCode BodyTooLarge = new("body_too_large", 413, "The body is larger than this call takes.");
    public static readonly ProblemCode AddressTooLong = new("address_too_long", 414, "The address is longer than 8,192 characters.");
    public static readonly ProblemCode WrongContentType = new("wrong_content_type", 415, "The body's content type is not one that this call takes.");
    public static readonly ProblemCode IdempotencyMismatch = new("idempotency_mismatch", 422, "The Idempotency-Key was used with another request.");
    public static readonly ProblemCode TooManyFields = new("too_many_fields", 422, "The entity would have more fields than it may.");
    public static readonly ProblemCode EntityTooLarge = new("entity_too_large", 422, "The entity would be larger than it may.");
    public static readonly ProblemCode NotStorable = new("not_storable", 422, "The store cannot hold this.");
    public static readonly ProblemCode TooManyKeys = new("too_many_keys", 429, "The entity holds as many idempotency keys as it may.", 60);
    public static readonly ProblemCode TooManyNames = new("too_many_names", 429, "The request names more users who were never here than the caller may within an hour.", 60);
    public static readonly ProblemCode Overloaded = new("overloaded", 429, "Too many requests wait for this entity.", 1);
    public static readonly ProblemCode HeadersTooLarge = new("headers_too_large", 431, "The headers are more than 100, or larger than 32 KiB.");
    public static readonly ProblemCode Internal = new("internal", 500, "The server failed in a way that it did not foresee.");
    public static readonly ProblemCode OutcomeUnknown = new("outcome_unknown", 503, "The commit failed or its answer was lost: repeat under the same Idempotency-Key.", 1);
    public static readonly ProblemCode Unavailable = new("unavailable", 503, "The platform cannot answer now.", 1);

    /// <summary>All rows, in the order of their status.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        MalformedJson, TooDeep, DuplicateProperty, BadBody, BadKey, BadField, NullValue, BadPosition, BadPrecondition, BadQuery, BadUser,
        BadPresence, BadIdempotencyKey, ActorNotAllowed, BadPreferences, TooManyOperations, TooManyItems, UnknownSeq, TooManyRecipients,
        TooManyWatches,
        Unauthenticated, TokenExpired, WorkspaceDenied, UserRequired, KeyRequired, ScopeDenied, AccessDenied, IdentityMismatch,
        OriginDenied,
        NotFound, UnknownPath, MethodNotAllowed, TooSlow, HistoryGone, PositionConflict, PreferencesConflict, BodyTooLarge, AddressTooLong,
        WrongContentType, IdempotencyMismatch,
        TooManyFields, EntityTooLarge, NotStorable, TooManyKeys, TooManyNames, Overloaded, HeadersTooLarge, Internal, OutcomeUnknown, Unavailable,
    ];

    private static readonly Dictionary<string, ProblemCode> ByCode = All.ToDictionary(row => row.Code);

    /// <summary>The row of a code.</summary>
    /// <exception cref="KeyNotFoundException">The word is not in the table.</exception>
    public static ProblemCode Of(string code) => ByCode[code];
}
