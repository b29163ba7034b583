-- The rows of a commit travel inside the payload, and these triggers take them out of it. A trigger is part of the statement that fires it,
-- so state and rows are one transaction although Orleans sends a single statement: when anything fails, SQLite undoes all of it,
-- and no connection is left inside a transaction.
--
-- WHEN is a scan for the text that announces rows instead of a parse: most commits of large states carry none, and a state in which
-- the same text happens to stand costs only the parse. A row whose value is null is deleted, any other is upserted.
-- json_extract with two paths gives the array [value,null] as JSON text, which keeps true, 1.10 and "text" as they were written;
-- with one path it would give SQL values. substr takes the value out of it: six characters are left and right of it.
-- SQLite has no trigger for both events, hence the text twice.
CREATE TRIGGER IF NOT EXISTS GrainState_Inserted AFTER INSERT ON GrainState
WHEN instr(NEW.Payload, '"rows":[') > 0
BEGIN
    DELETE FROM GrainRow
    WHERE ServiceId = NEW.ServiceId AND StateName = NEW.StateName AND GrainKey = NEW.GrainKey AND (Collection, Id) IN
    (
        SELECT json_extract(r.value, '$.collection'), json_extract(r.value, '$.id')
        FROM json_each(NEW.Payload, '$.rows') AS r
        WHERE json_extract(r.value, '$.value') IS NULL
    );

    INSERT INTO GrainRow (ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt)
    SELECT
        NEW.ServiceId, NEW.StateName, NEW.GrainKey, json_extract(r.value, '$.collection'), json_extract(r.value, '$.id'),
        substr(json_extract(r.value, '$.value', '$.nothing'), 2, length(json_extract(r.value, '$.value', '$.nothing')) - 7),
        json_extract(r.value, '$.dueAt')
    FROM json_each(NEW.Payload, '$.rows') AS r
    WHERE json_extract(r.value, '$.value') IS NOT NULL
    ON CONFLICT (ServiceId, StateName, GrainKey, Collection, Id) DO UPDATE SET Value = excluded.Value, DueAt = excluded.DueAt;
END;

CREATE TRIGGER IF NOT EXISTS GrainState_Updated AFTER UPDATE OF Payload ON GrainState
WHEN instr(NEW.Payload, '"rows":[') > 0
BEGIN
    DELETE FROM GrainRow
    WHERE ServiceId = NEW.ServiceId AND StateName = NEW.StateName AND GrainKey = NEW.GrainKey AND (Collection, Id) IN
    (
        SELECT json_extract(r.value, '$.collection'), json_extract(r.value, '$.id')
        FROM json_each(NEW.Payload, '$.rows') AS r
        WHERE json_extract(r.value, '$.value') IS NULL
    );

    INSERT INTO GrainRow (ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt)
    SELECT
        NEW.ServiceId, NEW.StateName, NEW.GrainKey, json_extract(r.value, '$.collection'), json_extract(r.value, '$.id'),
        substr(json_extract(r.value, '$.value', '$.nothing'), 2, length(json_extract(r.value, '$.value', '$.nothing')) - 7),
        json_extract(r.value, '$.dueAt')
    FROM json_each(NEW.Payload, '$.rows') AS r
    WHERE json_extract(r.value, '$.value') IS NOT NULL
    ON CONFLICT (ServiceId, StateName, GrainKey, Collection, Id) DO UPDATE SET Value = excluded.Value, DueAt = excluded.DueAt;
END;
