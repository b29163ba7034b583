-- The states of several grains with their rows, in one transaction, each as grain_write_rows.sql would write it. It answers one row for each state
-- that it wrote or could lock: its number, and its new version, or none where the version was not the one given. What somebody else has locked is
-- passed over, so that nobody waits for the commit of another grain's former owner; where a row is locked, or a state of the same name is being made,
-- the whole statement fails after a quarter of a second.
WITH given AS MATERIALIZED
(
    SELECT g.StateName, g.GrainKey, g.Version, g.Payload, g.Number
    FROM (SELECT set_config('lock_timeout', '250', true)) AS patience
    CROSS JOIN unnest(@StateNames, @GrainKeys, @Versions, @Payloads) WITH ORDINALITY AS g (StateName, GrainKey, Version, Payload, Number)
),
held AS MATERIALIZED
(
    SELECT g.Number, s.Place
    FROM given AS g
    CROSS JOIN LATERAL
    (
        SELECT ctid AS Place FROM GrainState
        WHERE ServiceId = @ServiceId AND StateName = g.StateName AND GrainKey = g.GrainKey
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS s
),
updated AS
(
    UPDATE GrainState AS s
    SET Version = s.Version + 1, Payload = convert_from(g.Payload, 'UTF8'), ModifiedAt = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    FROM held AS h
    JOIN given AS g ON g.Number = h.Number
    WHERE s.ctid = h.Place AND s.Version = g.Version
    RETURNING g.Number, g.StateName, g.GrainKey, s.Version
),
created AS
(
    INSERT INTO GrainState AS s (ServiceId, StateName, GrainKey, Version, Payload, ModifiedAt)
    SELECT DISTINCT ON (StateName, GrainKey)
        @ServiceId, StateName, GrainKey, 1, convert_from(Payload, 'UTF8'), (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    FROM given
    WHERE Version IS NULL
    ORDER BY StateName, GrainKey, Number
    ON CONFLICT (ServiceId, StateName, GrainKey) DO NOTHING
    RETURNING s.StateName, s.GrainKey, s.Version
),
written AS MATERIALIZED
(
    SELECT Number, StateName, GrainKey, Version FROM updated
    UNION ALL
    SELECT min(g.Number), c.StateName, c.GrainKey, c.Version
    FROM created AS c
    JOIN given AS g ON g.StateName = c.StateName AND g.GrainKey = c.GrainKey AND g.Version IS NULL
    GROUP BY c.StateName, c.GrainKey, c.Version
),
changed AS MATERIALIZED
(
    SELECT w.StateName, w.GrainKey, r.Collection, r.Id, r.Value, r.DueAt
    FROM unnest(@RowNumbers, @Collections, @Ids, @Values, @DueAts) AS r (Number, Collection, Id, Value, DueAt)
    JOIN written AS w ON w.Number = r.Number
),
removed AS
(
    DELETE FROM GrainRow AS r
    USING changed AS c
    CROSS JOIN LATERAL
    (
        SELECT ctid AS Place FROM GrainRow
        WHERE ServiceId = @ServiceId AND StateName = c.StateName AND GrainKey = c.GrainKey AND Collection = c.Collection AND Id = c.Id
        FOR UPDATE
    ) AS found
    WHERE c.Value IS NULL AND r.ctid = found.Place
),
stored AS
(
    INSERT INTO GrainRow (ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt)
    SELECT @ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt
    FROM changed
    WHERE Value IS NOT NULL
    ON CONFLICT (ServiceId, StateName, GrainKey, Collection, Id) DO UPDATE SET Value = excluded.Value, DueAt = excluded.DueAt
)
SELECT g.Number, w.Version
FROM given AS g
LEFT JOIN held AS h ON h.Number = g.Number
LEFT JOIN written AS w ON w.Number = g.Number
WHERE h.Number IS NOT NULL OR w.Number IS NOT NULL;
