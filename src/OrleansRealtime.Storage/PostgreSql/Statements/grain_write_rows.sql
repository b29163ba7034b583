-- What follows grain_write.sql when a commit has rows: the program puts that statement in front, as "WITH written AS (…),". A row without a value goes,
-- any other is upserted. They come as arrays, so that nothing of them is parsed. When the state is not written, no row is. A row to delete is sought by
-- its whole key, by a query of its own for each: in a join the database may choose to read all rows of the grain.
changed AS MATERIALIZED
(
    SELECT r.Collection, r.Id, r.Value, r.DueAt
    FROM written
    CROSS JOIN unnest(@Collections, @Ids, @Values, @DueAts) AS r (Collection, Id, Value, DueAt)
),
removed AS
(
    DELETE FROM GrainRow AS r
    USING changed AS c
    CROSS JOIN LATERAL
    (
        SELECT ctid AS Place FROM GrainRow
        WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString
            AND Collection = c.Collection AND Id = c.Id
        FOR UPDATE
    ) AS found
    WHERE c.Value IS NULL AND r.ctid = found.Place
),
stored AS
(
    INSERT INTO GrainRow (ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt)
    SELECT @ServiceId, @GrainTypeString, @GrainIdExtensionString, Collection, Id, Value, DueAt
    FROM changed
    WHERE Value IS NOT NULL
    ON CONFLICT (ServiceId, StateName, GrainKey, Collection, Id) DO UPDATE SET Value = excluded.Value, DueAt = excluded.DueAt
)
SELECT NewGrainStateVersion FROM written;
