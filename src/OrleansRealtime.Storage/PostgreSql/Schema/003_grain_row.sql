-- Rows that belong to a grain and are committed with its state: idempotency keys, outbox entries, comments, pages.
CREATE TABLE IF NOT EXISTS GrainRow
(
    ServiceId  text COLLATE "C" NOT NULL,
    StateName  text COLLATE "C" NOT NULL,
    GrainKey   text COLLATE "C" NOT NULL,
    Collection text COLLATE "C" NOT NULL,
    Id         text COLLATE "C" NOT NULL,
    Value      text             NOT NULL, -- JSON, kept as text: the database's own types would write 1.10 and key order anew
    DueAt      bigint           NULL,     -- when the owner has to be woken; NULL: never
    PRIMARY KEY (ServiceId, StateName, GrainKey, Collection, Id)
);

-- Serves the sweep (Statements/due_owners.sql): it reads the rows that are due and no others, and never the table.
CREATE INDEX IF NOT EXISTS GrainRow_Due ON GrainRow (ServiceId, DueAt, StateName, GrainKey) WHERE DueAt IS NOT NULL;
