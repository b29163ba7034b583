-- Serve Statements/row_followed.sql and row_named.sql: in which entities a user is, asked when what is kept of a user is exported or erased.
CREATE INDEX IF NOT EXISTS GrainRow_Followed ON GrainRow (ServiceId, Id, GrainKey, Collection)
    WHERE StateName = 'entity' AND Collection >= 'follower:' AND Collection < 'follower;';
CREATE INDEX IF NOT EXISTS GrainRow_Named ON GrainRow (ServiceId, Id, GrainKey, Collection)
    WHERE StateName = 'entity' AND Collection >= 'named:' AND Collection < 'named;';
