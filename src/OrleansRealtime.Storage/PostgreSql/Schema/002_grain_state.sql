-- The committed state of every grain: one row per service, state name and grain key.
--   Version     1 at the first write, plus one per write and per clearing; it is the ETag. Orleans holds it in 32 bits, and past them a
--               write fails here instead of leaving a row that cannot be read.
--   Payload     the envelope {"rows":[…],"state":…} as JSON text, "rows" being those of the last commit; NULL after clearing, so that a late writer still meets the version.
-- Names sort by their bytes, as in SQLite, whatever the database's own order is.
-- A quarter of each page stays free: a new version of a row then lies beside the old one, and no index is touched by a commit.
CREATE TABLE IF NOT EXISTS GrainState
(
    ServiceId  text COLLATE "C" NOT NULL,
    StateName  text COLLATE "C" NOT NULL,
    GrainKey   text COLLATE "C" NOT NULL,
    Version    integer          NOT NULL,
    Payload    text             NULL,
    ModifiedAt bigint           NOT NULL,
    PRIMARY KEY (ServiceId, StateName, GrainKey)
) WITH (fillfactor = 75);
