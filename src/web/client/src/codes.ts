/**
 * The server's table of errors, in its order. A test holds it against the server's own, so that a code which one side
 * does not know is found before anyone branches on it.
 */
export const errorCodes = [
  'malformed_json',
  'too_deep',
  'duplicate_property',
  'bad_body',
  'bad_key',
  'bad_field',
  'null_value',
  'bad_position',
  'bad_precondition',
  'bad_query',
  'bad_user',
  'bad_presence',
  'bad_idempotency_key',
  'actor_not_allowed',
  'bad_preferences',
  'too_many_operations',
  'too_many_items',
  'unknown_seq',
  'too_many_recipients',
  'too_many_watches',
  'unauthenticated',
  'token_expired',
  'workspace_denied',
  'user_required',
  'key_required',
  'scope_denied',
  'access_denied',
  'identity_mismatch',
  'origin_denied',
  'not_found',
  'unknown_path',
  'method_not_allowed',
  'too_slow',
  'history_gone',
  'position_conflict',
  'preferences_conflict',
  'body_too_large',
  'address_too_long',
  'wrong_content_type',
  'idempotency_mismatch',
  'too_many_fields',
  'entity_too_large',
  'not_storable',
  'too_many_keys',
  'too_many_names',
  'overloaded',
  'headers_too_large',
  'internal',
  'outcome_unknown',
  'unavailable',
] as const;

/** What this library adds. */
export const ownErrorCodes = [
  /** No answer at all, or none of the platform's. */
  'network',
  /** The hub is not there. */
  'connection',
  /** Other tabs hold all connections that the browser has to this server. */
  'too_many_tabs',
  /** The application gave no token. */
  'token',
  /** What a call was given is no JSON: `problem.field` has the path. */
  'bad_value',
  /** The page has closed the client. */
  'closed',
  /** As many mutations wait for their commit as a client holds. */
  'too_many_mutations',
  /** The server has forgotten the mutation's key: it can no longer say whether it was committed. */
  'key_expired',
] as const;

export type ErrorCode = (typeof errorCodes)[number] | (typeof ownErrorCodes)[number];

/** Why the server closes a connection. Whether to come back is told by the frame's `reconnectAfterMs`. */
export const GoodbyeCode = {
  tokenExpired: 'token_expired',
  accessRevoked: 'access_revoked',
  shutdown: 'shutdown',
  slow: 'slow',
  tooManyConnections: 'too_many_connections',
  silent: 'silent',
} as const;
