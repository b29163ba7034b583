-- Whether this is the database that was served last, or a copy from before.
--   Token   part of every epoch; changes when the database was found to have gone back.
--   Mark    Unix time in milliseconds, but never lower than before. The data folder has the same; one that is higher gives a copy away.
CREATE TABLE IF NOT EXISTS Lineage
(
    ServiceId text COLLATE "C" NOT NULL PRIMARY KEY,
    Token     text             NOT NULL,
    Mark      bigint           NOT NULL
);
