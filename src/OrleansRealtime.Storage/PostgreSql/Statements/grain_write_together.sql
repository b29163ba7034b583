-- The states of several grains in one transaction, each as grain_write.sql would write it, but only those that are there. One row for each that this
-- statement could lock: its number, and its new version, or none where the version was not the one given. What somebody else has locked is passed
-- over and not answered, so that nobody waits for the commit of another grain's former owner; where a row of a grain is locked, which is met in the
-- trigger, the whole statement fails after a quarter of a second.
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
written AS
(
    UPDATE GrainState AS s
    SET Version = s.Version + 1, Payload = convert_from(g.Payload, 'UTF8'), ModifiedAt = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    FROM held AS h
    JOIN given AS g ON g.Number = h.Number
    WHERE s.ctid = h.Place AND s.Version = g.Version
    RETURNING g.Number, s.Version
)
SELECT h.Number, w.Version
FROM held AS h
LEFT JOIN written AS w ON w.Number = h.Number;
