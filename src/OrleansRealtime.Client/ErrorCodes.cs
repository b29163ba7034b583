namespace OrleansRealtime.Client;

/// <summary>What <see cref="RealtimeException.Code"/> may be. A later server may know more.</summary>
public static class ErrorCodes
{
    /// <summary>The platform did not answer, or what answered is not the platform.</summary>
    public const string Network = "network";

    /// <summary>The application gave no token.</summary>
    public const string Token = "token";

    /// <summary>The hub is not connected.</summary>
    public const string Connection = "connection";

    /// <summary>The client was closed.</summary>
    public const string Closed = "closed";

    /// <summary>The client has as many connections as its options allow, or the server as many of this user or address as it may.</summary>
    public const string TooManyConnections = "too_many_connections";

    /// <summary>The body is not valid JSON.</summary>
    public const string MalformedJson = "malformed_json";

    /// <summary>The JSON nests deeper than 16 levels.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>A JSON object names a property twice.</summary>
    public const string DuplicateProperty = "duplicate_property";

    /// <summary>The body has not the shape that this call takes.</summary>
    public const string BadBody = "bad_body";

    /// <summary>A workspace, type or id has characters or a length that are not allowed.</summary>
    public const string BadKey = "bad_key";

    /// <summary>A field name is empty, longer than 128 characters or holds a control character.</summary>
    public const string BadField = "bad_field";

    /// <summary>null is never a stored value: leave the field out.</summary>
    public const string NullValue = "null_value";

    /// <summary>A position is written epoch:version.</summary>
    public const string BadPosition = "bad_position";

    /// <summary>If-Match takes one quoted position or *, If-None-Match one quoted position or * (on PUT only *).</summary>
    public const string BadPrecondition = "bad_precondition";

    /// <summary>A query parameter has a value that is not allowed.</summary>
    public const string BadQuery = "bad_query";

    /// <summary>A user id has characters or a length that are not allowed.</summary>
    public const string BadUser = "bad_user";

    /// <summary>Presence is a status, online or away, and a focus: an entity or null.</summary>
    public const string BadPresence = "bad_presence";

    /// <summary>Idempotency-Key takes 1 to 255 visible ASCII characters.</summary>
    public const string BadIdempotencyKey = "bad_idempotency_key";

    /// <summary>X-Actor is for API keys; a user token acts for its own user.</summary>
    public const string ActorNotAllowed = "actor_not_allowed";

    /// <summary>The preferences have not the shape that they take.</summary>
    public const string BadPreferences = "bad_preferences";

    /// <summary>A batch takes at most 500 operations.</summary>
    public const string TooManyOperations = "too_many_operations";

    /// <summary>The list has more items than this call takes.</summary>
    public const string TooManyItems = "too_many_items";

    /// <summary>No item of the inbox ever had this number.</summary>
    public const string UnknownSeq = "unknown_seq";

    /// <summary>A call notifies at most 1,000 users.</summary>
    public const string TooManyRecipients = "too_many_recipients";

    /// <summary>A connection watches at most 2,000 entities.</summary>
    public const string TooManyWatches = "too_many_watches";

    /// <summary>The request carries no valid API key or token.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The token has expired.</summary>
    public const string TokenExpired = "token_expired";

    /// <summary>The key or token is not for this workspace.</summary>
    public const string WorkspaceDenied = "workspace_denied";

    /// <summary>This call is for user tokens.</summary>
    public const string UserRequired = "user_required";

    /// <summary>This call is for API keys.</summary>
    public const string KeyRequired = "key_required";

    /// <summary>The API key has not the scope for this call.</summary>
    public const string ScopeDenied = "scope_denied";

    /// <summary>The user may not do this to this entity.</summary>
    public const string AccessDenied = "access_denied";

    /// <summary>The new token is for another user or workspace.</summary>
    public const string IdentityMismatch = "identity_mismatch";

    /// <summary>Pages of this origin may not connect.</summary>
    public const string OriginDenied = "origin_denied";

    /// <summary>There is no such entity.</summary>
    public const string NotFound = "not_found";

    /// <summary>There is nothing at this address.</summary>
    public const string UnknownPath = "unknown_path";

    /// <summary>This address does not take this method.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>The body came too slowly.</summary>
    public const string TooSlow = "too_slow";

    /// <summary>The change log does not reach back to this position: read the state.</summary>
    public const string HistoryGone = "history_gone";

    /// <summary>The entity is not at the position that the request names.</summary>
    public const string PositionConflict = "position_conflict";

    /// <summary>The preferences are not those that the request names: read them anew.</summary>
    public const string PreferencesConflict = "preferences_conflict";

    /// <summary>The body is larger than this call takes.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>The address is longer than 8,192 characters.</summary>
    public const string AddressTooLong = "address_too_long";

    /// <summary>The body's content type is not one that this call takes.</summary>
    public const string WrongContentType = "wrong_content_type";

    /// <summary>The Idempotency-Key was used with another request.</summary>
    public const string IdempotencyMismatch = "idempotency_mismatch";

    /// <summary>The entity would have more fields than it may.</summary>
    public const string TooManyFields = "too_many_fields";

    /// <summary>The entity would be larger than it may.</summary>
    public const string EntityTooLarge = "entity_too_large";

    /// <summary>The store cannot hold this.</summary>
    public const string NotStorable = "not_storable";

    /// <summary>The entity holds as many idempotency keys as it may.</summary>
    public const string TooManyKeys = "too_many_keys";

    /// <summary>The request names more users who were never here than the caller may within an hour.</summary>
    public const string TooManyNames = "too_many_names";

    /// <summary>Too many requests wait for this entity.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The headers are more than 100, or larger than 32 KiB.</summary>
    public const string HeadersTooLarge = "headers_too_large";

    /// <summary>The server failed in a way that it did not foresee.</summary>
    public const string Internal = "internal";

    /// <summary>The commit failed or its answer was lost: repeat under the same Idempotency-Key.</summary>
    public const string OutcomeUnknown = "outcome_unknown";

    /// <summary>The platform cannot answer now.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>This user's tokens were revoked.</summary>
    public const string AccessRevoked = "access_revoked";

    /// <summary>The server is going down.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>The connection reads too slowly.</summary>
    public const string Slow = "slow";

    /// <summary>The client said nothing for too long, not even a ping.</summary>
    public const string Silent = "silent";
}
