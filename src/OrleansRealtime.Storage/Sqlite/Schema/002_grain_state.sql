-- The committed state of every grain: one row per service, state name and grain key.
--   Version     1 at the first write, plus one per write and per clearing; it is the ETag.
--   Payload     the envelope {"state":…} as JSON text, from earlier builds with "rows", which nobody reads; NULL after clearing, so that a late writer still meets the version.
CREATE TABLE IF NOT EXISTS GrainState
(
    ServiceId  TEXT    NOT NULL,
    StateName  TEXT    NOT NULL,
    GrainKey   TEXT    NOT NULL,
    Version    INTEGER NOT NULL,
    Payload    TEXT    NULL,
    ModifiedAt INTEGER NOT NULL,
    PRIMARY KEY (ServiceId, StateName, GrainKey)
);
