-- The rows of a commit travel inside the payload, and this trigger takes them out of it. A trigger is part of the statement that fires it,
-- so state and rows are one transaction although Orleans sends a single statement.

-- PostgreSQL's JSON functions undo the escapes of all they pass, and refuse some that JSON allows (\u0000, half a surrogate pair); the
-- rows' values have to come out as they were written. So the text that these functions see has no escape: a tilde stands for the backslash.
-- In JSON both occur within strings only, and a pair of backslashes never begins at the second character of another escape.
CREATE OR REPLACE FUNCTION json_escapes_hidden(raw text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
$$
    SELECT replace(replace(replace(replace(raw, '~', '~0'), E'\\\\', '~3'), E'\\"', '~2'), E'\\', '~1')
$$;

CREATE OR REPLACE FUNCTION json_escapes_shown(hidden text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
$$
    SELECT replace(replace(replace(replace(hidden, '~1', E'\\'), '~2', E'\\"'), '~3', E'\\\\'), '~0', '~')
$$;

-- The text that a JSON string stands for; the string comes hidden and without its quotes.
CREATE OR REPLACE FUNCTION json_text_of(hidden text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
$$
    SELECT ('"' || json_escapes_shown(hidden) || '"')::json #>> '{}'
$$;

-- A row whose value is null is deleted, any other is upserted: one by one, so that each is found by its whole key, however many rows the
-- owner has.
CREATE OR REPLACE FUNCTION grain_state_rows() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    sent record;
BEGIN
    FOR sent IN
        SELECT
            json_text_of(r ->> 'collection') AS collection, json_text_of(r ->> 'id') AS id,
            CASE WHEN json_typeof(r -> 'value') <> 'null' THEN json_escapes_shown((r -> 'value')::text) END AS value,
            (r ->> 'dueAt')::bigint AS dueAt
        FROM json_array_elements(json_escapes_hidden(NEW.Payload)::json -> 'rows') AS r
    LOOP
        IF sent.value IS NULL THEN
            DELETE FROM GrainRow
            WHERE ServiceId = NEW.ServiceId AND StateName = NEW.StateName AND GrainKey = NEW.GrainKey
                AND Collection = sent.collection AND Id = sent.id;
        ELSE
            INSERT INTO GrainRow (ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt)
            VALUES (NEW.ServiceId, NEW.StateName, NEW.GrainKey, sent.collection, sent.id, sent.value, sent.dueAt)
            ON CONFLICT (ServiceId, StateName, GrainKey, Collection, Id) DO UPDATE SET Value = excluded.Value, DueAt = excluded.DueAt;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- WHEN is a scan for the text that announces rows instead of a parse: most commits of large states carry none, and a state in which
-- the same text happens to stand costs only the parse.
DROP TRIGGER IF EXISTS GrainState_Written ON GrainState;
CREATE TRIGGER GrainState_Written AFTER INSERT OR UPDATE OF Payload ON GrainState
FOR EACH ROW WHEN (strpos(NEW.Payload, '"rows":[') > 0) EXECUTE FUNCTION grain_state_rows();
