-- Rows that belong to a grain and are committed with its state: idempotency keys, outbox entries, comments, pages.
CREATE TABLE IF NOT EXISTS GrainRow
(
    ServiceId  TEXT    NOT NULL,
    StateName  TEXT    NOT NULL,
    GrainKey   TEXT    NOT NULL,
    Collection TEXT    NOT NULL,
    Id         TEXT    NOT NULL,
    Value      TEXT    NOT NULL, -- JSON
    DueAt      INTEGER NULL,     -- when the owner has to be woken; NULL: never
    PRIMARY KEY (ServiceId, StateName, GrainKey, Collection, Id)
) WITHOUT ROWID;

-- Serves the sweep (Statements/due_owners.sql): it reads the rows that are due and no others, and never the table.
CREATE INDEX IF NOT EXISTS GrainRow_Due ON GrainRow (ServiceId, DueAt, StateName, GrainKey) WHERE DueAt IS NOT NULL;
